'use client'
import { useTranslations } from 'next-intl'
import type { ClusterState, PartState } from '#components/api/types.ts'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'

const TONES: Record<PartState['state'], StatusTone> = { following: 'ok', listing: 'busy', away: 'warn', forbidden: 'bad' }

/** That the server is away concerns all of them, and stands above. */
const SAID_HERE: PartState['state'][] = ['forbidden', 'listing']

/** One line a kind of Kubernetes object: how many were read, in which state, since when, and why. */
export function PartsTable({ parts }: { parts: ClusterState['parts'] }) {
  const t = useTranslations('workspaces.cluster')
  const head = 'border-b bg-sunken px-3 py-1 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4'
  const cell = 'px-3 py-1.5 first:pl-4 last:pr-4'
  return (
    <table className="w-full text-left">
      <caption className="sr-only">{t('followed')}</caption>
      <thead>
        <tr>
          <th scope="col" className={head}>{t('part')}</th>
          <th scope="col" className={`${head} text-right`}>{t('objects')}</th>
          <th scope="col" className={head}>{t('state')}</th>
          <th scope="col" className={`${head} text-right max-sm:hidden`}>{t('since')}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(parts).map(([name, { state, message, since, objects }]) => (
          <tr key={name} className="align-top not-first:*:border-t">
            <td className={cell}>
              {t(`parts.${name}`)}
              {message !== null && SAID_HERE.includes(state) && <span className="block text-xs break-words text-muted">{message}</span>}
            </td>
            <td className={`${cell} text-right tabular-nums`}>{objects}</td>
            <td className={cell}><StatusBadge tone={TONES[state]}>{t(`states.${state}`)}</StatusBadge></td>
            <td className={`${cell} text-right text-muted max-sm:hidden`}><RelativeTime at={since} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
