'use client'
import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ConnectionTest } from '#components/api/types.ts'
import { Callout } from '#components/ui/callout.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { accessRows, type AccessRow } from './access-rows.ts'

/** What a trial found: where it leads, as whom, and what that account may do. */
export function ConnectionResult({ result }: { result: ConnectionTest }) {
  const t = useTranslations('workspaces.test')
  const { ok, server, version, user, access, problems } = result
  const rows = accessRows(access)
  const denied = rows.filter((row) => row.denied > 0)
  const needsNamespaces = denied.some((row) => row.resource === 'ingresses' && row.namespace === null)
  const tone = ok ? (denied.length > 0 || problems.length > 0 ? 'warn' : 'ok') : 'bad'
  return (
    <div className="space-y-3">
      <Callout tone={tone} title={ok ? (denied.length > 0 ? t('denied', { count: denied.length }) : t('ok')) : t('failed')}>
        {needsNamespaces && <p>{t('needsNamespaces')}</p>}
        {problems.length > 0 && <ul className="space-y-1">{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>}
      </Callout>
      {ok && server !== null && (
        <div className="rounded-lg border bg-surface px-4 py-1">
          <KeyValues
            items={[
              { label: t('server'), value: <Mono copy>{server}</Mono> },
              ...(version === null ? [] : [{ label: t('version'), value: <Mono>{version}</Mono> }]),
              ...(user === null ? [] : [{ label: t('user'), value: <Mono copy>{user}</Mono> }]),
            ]}
          />
        </div>
      )}
      {rows.length > 0 && <AccessTable rows={rows} />}
    </div>
  )
}

function AccessTable({ rows }: { rows: readonly AccessRow[] }) {
  const t = useTranslations('workspaces.test')
  const head = 'border-b bg-sunken px-3 py-1 text-xs font-medium whitespace-nowrap text-muted'
  return (
    <div role="region" aria-label={t('access')} tabIndex={0} className="max-h-80 overflow-auto rounded-lg border bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">{t('access')}</caption>
        <thead className="sticky top-0">
          <tr><th scope="col" className={head}>{t('resource')}</th><th scope="col" className={head}>{t('namespace')}</th><th scope="col" className={head}>{t('verbs')}</th></tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.resource} ${row.namespace} ${row.isEditing}`} className="align-top not-first:*:border-t">
              <td className="px-3 py-1">
                <span className="font-mono text-xs leading-5">{row.resource}</span>
                <Purpose row={row} />
              </td>
              <td className="px-3 py-1">{row.namespace === null ? <span className="text-muted">{t('all')}</span> : <Mono still>{row.namespace}</Mono>}</td>
              <td className="px-3 py-1"><Verbs row={row} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type Right = AccessRow['verbs'][number]

const lookOf = ({ allowed, names }: Right, isEditing: boolean) =>
  allowed ? 'text-ok' : isEditing ? 'text-muted' : names.length > 0 ? 'text-warn' : 'font-medium text-bad'

function Verbs({ row }: { row: AccessRow }) {
  const t = useTranslations('workspaces.test')
  const words = ({ allowed, names }: Right) => (allowed ? t('allowed') : names.length > 0 ? t('byName', { count: names.length }) : t('forbidden'))
  return (
    <ul className="flex flex-wrap gap-x-3">
      {row.verbs.map((right) => {
        const { verb, allowed, names } = right
        return (
          <li key={verb} title={names.join('\n')} className={`inline-flex items-center gap-1 whitespace-nowrap ${lookOf(right, row.isEditing)}`}>
            {allowed || names.length > 0 ? <Check size={12} aria-hidden /> : <X size={12} aria-hidden />}
            <span className="font-mono text-xs leading-5">{verb}</span>
            <span className={allowed ? 'sr-only' : 'text-xs'}>{words(right)}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** What it is asked for, so that one can tell whether it matters. */
function Purpose({ row: { resource, isEditing } }: { row: AccessRow }) {
  const t = useTranslations('workspaces.test')
  const key = resource.replace('/', '-')
  if (!isEditing && !t.has(`purpose.${key}`)) return null
  return <span className="block text-xs text-muted">{isEditing ? t('editing') : t(`purpose.${key}`)}</span>
}
