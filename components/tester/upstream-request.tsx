'use client'
import { clsx } from 'clsx'
import { ArrowRight, Minus, PenLine, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import type { ExplainedRewrite, TesterHttpRequest, UpstreamRequest as Upstream } from './explanation.ts'
import { RewriteStep } from './rewrite-step.tsx'
import { headerChanges, urlChanges, type HeaderChange } from './request-changes.ts'

/** What the target gets, with what the proxy made of the client's request. */
export function UpstreamRequest({ client, upstream, rewrite }: { client: TesterHttpRequest; upstream: Upstream; rewrite: ExplainedRewrite | null }) {
  const t = useTranslations('tester')
  const url = urlChanges(client.url, upstream.url)
  const urlChanged = url.some(({ changed }) => changed)
  const headers = headerChanges(client, upstream)
  const lines = Object.entries(upstream.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Panel
      title={t('upstreamRequest')}
      actions={<CopyButton text={[`${upstream.method} ${upstream.url}`, ...lines].join('\n')} what={t('upstreamRequest')} />}
      flush
    >
      <div className="border-b px-4 py-2">
        {urlChanged && (
          <p className="font-mono text-xs leading-5 break-all text-faint">
            <span className="sr-only">{t('clientAsked')} </span>
            {client.method} {client.url}
          </p>
        )}
        <p className="flex items-start gap-1.5 font-mono text-xs leading-5 break-all">
          {urlChanged && <ArrowRight size={12} aria-hidden className="mt-1 shrink-0 text-faint" />}
          <span>
            <Marked changed={client.method !== upstream.method}>{upstream.method}</Marked>{' '}
            {url.map(({ part, text, changed }) => <Marked key={part} changed={changed}>{text}</Marked>)}
          </span>
        </p>
        {!urlChanged && <p className="text-xs text-muted">{t('urlUnchanged')}</p>}
      </div>
      {rewrite !== null && <RewriteStep rewrite={rewrite} />}
      <table className="w-full text-left" aria-label={t('upstreamHeaders')}>
        <tbody>
          {headers.map((header) => (
            <tr key={header.name} className="align-top [&:not(:first-child)>*]:border-t">
              <th scope="row" className="w-px py-1 pr-3 pl-4 font-mono text-xs leading-5 font-normal whitespace-nowrap text-muted">
                {header.name}
              </th>
              <td className="py-1 pr-3 font-mono text-xs leading-5 break-all"><HeaderValue header={header} /></td>
              <td className="w-px py-1 pr-4 text-right"><ChangeWord change={header.change} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Marked({ changed, children }: { changed: boolean; children: string }) {
  const t = useTranslations('tester')
  if (!changed) return <span>{children}</span>
  return (
    <mark className="rounded-sm bg-accent-soft px-0.5 text-accent-ink">
      {children}
      <span className="sr-only"> ({t('change.changed')})</span>
    </mark>
  )
}

/** What the tester answers for a value that is made anew for every request. */
const MADE_EACH_TIME = '…'

function HeaderValue({ header: { change, before, after } }: { header: HeaderChange }) {
  const t = useTranslations('tester')
  if (change === 'removed') return <del className="text-faint">{before}</del>
  if (change === 'same') return <>{after}</>
  return (
    <>
      {before !== undefined && <><del className="text-faint">{before}</del>{' '}</>}
      <ins className="rounded-sm bg-accent-soft px-0.5 text-accent-ink no-underline">
        {after === MADE_EACH_TIME ? t('madeEachTime') : after}
      </ins>
    </>
  )
}

const ICONS = { added: Plus, changed: PenLine, removed: Minus }

function ChangeWord({ change }: Pick<HeaderChange, 'change'>) {
  const t = useTranslations('tester')
  if (change === 'same') return null
  const Icon = ICONS[change]
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1 text-xs leading-5 whitespace-nowrap',
        change === 'removed' ? 'text-warn' : 'text-accent-ink',
      )}
    >
      <Icon size={12} aria-hidden />
      <span className="max-sm:sr-only">{t(`change.${change}`)}</span>
    </span>
  )
}
