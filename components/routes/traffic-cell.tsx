'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useCounters } from '#components/api/counters.ts'
import { useApi } from '#components/api/provider.tsx'
import type { CounterSet } from '#components/api/types.ts'
import { rateByRoute } from './route-traffic.ts'

const WINDOW = 5

// All rows ask for the same two sets; they are added up once.
const known = new WeakMap<CounterSet, { workspace: string; rates: Map<string, number> }>()

function ratesOf(before: CounterSet, after: CounterSet, workspace: string): Map<string, number> {
  const found = known.get(after)
  if (found?.workspace === workspace) return found.rates
  const rates = rateByRoute(before, after, workspace)
  known.set(after, { workspace, rates })
  return rates
}

/** Requests a second of a route, over the last five seconds; undefined until there are two sets of counters. */
export function useRouteRate(route: string): number | undefined {
  const { sets } = useCounters()
  const { workspace } = useApi()
  const after = sets.at(-1)
  const before = sets.at(-1 - WINDOW) ?? sets[0]
  if (!after || !before || after === before) return undefined
  return ratesOf(before, after, workspace).get(route) ?? 0
}

export function TrafficCell({ route }: { route: string }) {
  const t = useTranslations('routes')
  const format = useFormatter()
  const rate = useRouteRate(route)
  if (rate === undefined) return <span className="text-faint">–</span>
  return (
    <span className={rate === 0 ? 'text-faint tabular-nums' : 'tabular-nums'}>
      {t('perSecond', { value: format.number(rate, { maximumFractionDigits: rate > 0 && rate < 10 ? 1 : 0 }) })}
    </span>
  )
}
