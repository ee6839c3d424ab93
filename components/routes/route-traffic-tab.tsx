'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useCounters } from '#components/api/counters.ts'
import { useApi } from '#components/api/provider.tsx'
import { SplitCharts } from '#components/canaries/split-charts.tsx'
import { LiveState } from '#components/canaries/split-panel.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { setBefore } from '#components/canaries/split-counters.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { trafficRows, type TrafficRow } from './route-traffic.ts'

const WINDOW_MS = 10_000

/** What goes over a route right now: charts, and a row for each side, service and target. */
export function RouteTraffic({ route, split }: { route: string; split: boolean }) {
  const t = useTranslations('routes.traffic')
  const { sets, state } = useCounters()
  const { workspace } = useApi()
  const after = sets.at(-1)
  const before = setBefore(sets, sets.length - 1, WINDOW_MS)
  const rows = before && after ? trafficRows(before, after, route, workspace) : []
  return (
    <div className="space-y-4">
      <Panel title={t('title')} actions={<LiveState state={state} />}>
        {after === undefined ? <Skeleton className="h-64 w-full" /> : <SplitCharts sets={sets} route={route} workspace={workspace} single={!split} />}
      </Panel>
      <Panel title={t('targets')} flush>
        {rows.length === 0 ? <p className="p-4 text-muted">{t('none')}</p> : <TrafficTable rows={rows} />}
      </Panel>
    </div>
  )
}

function TrafficTable({ rows }: { rows: readonly TrafficRow[] }) {
  const t = useTranslations('routes.traffic')
  const format = useFormatter()
  const ms = (value: number | null) => (value === null ? '–' : t('ms', { value: format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 }) }))
  const cell = 'h-8 border-b px-3 text-right group-last:border-b-0'
  const head = 'h-8 border-b bg-sunken px-3 text-xs font-medium whitespace-nowrap text-muted'
  return (
    <div className="overflow-x-auto rounded-b-lg" tabIndex={0} role="region" aria-label={t('targets')}>
      <table className="w-full border-separate border-spacing-0 text-left whitespace-nowrap">
        <thead>
          <tr>
            <th scope="col" className={head}>{t('side')}</th>
            <th scope="col" className={head}>{t('service')}</th>
            <th scope="col" className={head}>{t('target')}</th>
            <th scope="col" className={`${head} text-right`}>{t('rate')}</th>
            <th scope="col" className={`${head} text-right`}>{t('errors')}</th>
            <th scope="col" className={`${head} text-right`}>p50</th>
            <th scope="col" className={`${head} text-right`}>p95</th>
            <th scope="col" className={`${head} text-right`}>{t('total')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.side} ${row.service} ${row.target}`} className="group">
              <td className="h-8 border-b px-3 group-last:border-b-0">{row.service === '' ? '–' : t(`sides.${row.side}`)}</td>
              <td className="h-8 border-b px-3 group-last:border-b-0">{row.service === '' ? <span className="text-muted">{t('answered')}</span> : <Mono still>{row.service}</Mono>}</td>
              <td className="h-8 border-b px-3 group-last:border-b-0">{row.service === '' ? '–' : row.target === '' ? <span className="text-muted">{t('noTarget')}</span> : <Mono copy>{row.target}</Mono>}</td>
              <td className={cell}>{t('perSecond', { value: format.number(row.requestsPerSecond, { maximumFractionDigits: 1 }) })}</td>
              <td className={`${cell} ${row.errorShare !== null && row.errorShare > 0 ? 'text-bad' : ''}`}>{row.errorShare === null ? '–' : format.number(row.errorShare, { style: 'percent', maximumFractionDigits: 1 })}</td>
              <td className={cell}>{ms(row.p50)}</td>
              <td className={cell}>{ms(row.p95)}</td>
              <td className={cell}>{format.number(row.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
