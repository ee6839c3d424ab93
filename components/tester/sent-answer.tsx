'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { StatusBadge } from '#components/ui/badge.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { DecisionTable } from './decision-table.tsx'
import { Disclosure } from './disclosure.tsx'
import type { SentAnswer as Sent } from './explanation.ts'
import { prettyBody } from './pretty-body.ts'

/** What came back through the running proxy, and whether it went as predicted. */
export function SentAnswer({ sent }: { sent: Sent }) {
  const t = useTranslations('tester.send')
  const format = useFormatter()
  const { response, asPredicted, decided } = sent
  const body = prettyBody(response.body, response.headers)
  return (
    <Panel
      title={t('title')}
      actions={<StatusBadge tone={asPredicted ? 'ok' : 'bad'}>{asPredicted ? t('asPredicted') : t('notAsPredicted')}</StatusBadge>}
      flush
    >
      <p className="flex flex-wrap items-center gap-x-4 border-b px-4 py-2">
        <StatusBadge tone={response.status >= 500 ? 'bad' : response.status >= 400 ? 'warn' : 'ok'} className="font-medium tabular-nums">
          {t('status', { status: response.status })}
        </StatusBadge>
        <span className="text-muted tabular-nums">
          {t('duration', { ms: format.number(response.durationMs, { maximumFractionDigits: 1 }) })}
        </span>
        {decided !== null && <span className="text-muted">{t('proxy', { proxy: decided.proxy, tries: decided.tries })}</span>}
      </p>
      <DecisionTable sent={sent} />
      <Disclosure title={t('headers', { count: response.headers.length })} className="border-t px-4 py-2">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 font-mono text-xs leading-5">
          {response.headers.map(([name, value], index) => (
            <div key={index} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{name.toLowerCase()}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      <div className="space-y-1 border-t px-4 py-3">
        {body === '' ? (
          <p className="text-muted">{t('noBody')}</p>
        ) : (
          <div className="[&_pre]:max-h-80"><CodeBlock label={t('body')}>{body}</CodeBlock></div>
        )}
        {response.truncated && <p className="text-xs text-muted">{t('truncated')}</p>}
        <p className="text-xs text-muted">{t('clientNote')}</p>
      </div>
    </Panel>
  )
}
