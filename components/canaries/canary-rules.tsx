'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Canary } from '#lib/model/canary.ts'
import { spanText } from '#components/filters/amounts.ts'

type Ruled = Pick<Canary, 'header' | 'cookie' | 'weight' | 'sticky'>

const mono = (chunks: ReactNode) => <span className="font-mono text-xs break-all">{chunks}</span>

/** The rules in the order in which they decide, each as a sentence. */
export function CanaryRules({ canary }: { canary: Ruled }) {
  const t = useTranslations('canaries.rules')
  const format = useFormatter()
  const { header, cookie, weight, sticky } = canary
  const percent = (value: number) => format.number(value / 100, { style: 'percent', maximumFractionDigits: 2 })
  const rest = header === undefined && cookie === undefined ? 'all' : 'rest'
  return (
    <ol className="list-decimal space-y-1 pl-5 marker:text-faint">
      {header !== undefined && <li>{t.rich(`header.${header.mode}`, { m: mono, name: header.name, value: header.value ?? '' })}</li>}
      {cookie !== undefined && <li>{t.rich('cookie', { m: mono, name: cookie.name })}</li>}
      {sticky !== undefined && <li>{t.rich('sticky', { m: mono, name: sticky.cookie, age: spanText(sticky.maxAgeSeconds * 1000) })}</li>}
      <li>{t('weight', { rest, canary: percent(weight), stable: percent(100 - weight) })}</li>
    </ol>
  )
}
