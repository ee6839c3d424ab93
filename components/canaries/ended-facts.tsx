'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useRevisions } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'

/** How a canary ended, when, and by whom. */
export function EndedFacts({ canary }: { canary: ApiObject<'canaries'> }) {
  const t = useTranslations('canaries.ended')
  const revisions = useRevisions({ kind: 'canaries', name: canary.name, limit: 20 })
  const end = revisions.data?.pages[0]?.items.find((revision) =>
    revision.changes.some((change) => change.kind === 'canaries' && change.name === canary.name && stateOf(change.after) === canary.state && stateOf(change.before) !== canary.state),
  )
  const dash = <span className="text-muted">–</span>
  return (
    <Panel title={canary.state === 'promoted' ? t('promoted', { service: canary.service, route: canary.route }) : t('aborted', { route: canary.route })}>
      <KeyValues
        items={[
          { label: t('startedBy'), value: canary.startedBy ?? dash },
          { label: t('startedAt'), value: canary.startedAt === undefined ? dash : <RelativeTime at={canary.startedAt} /> },
          { label: t('endedBy'), value: end?.actor ?? dash },
          { label: t('endedAt'), value: canary.endedAt === undefined ? dash : <RelativeTime at={canary.endedAt} /> },
          {
            label: t('revision'),
            value: end === undefined ? dash : <Link href={pb.revision({ number: end.number })} className="rounded-sm text-accent-ink underline underline-offset-2 tabular-nums">{end.number}</Link>,
          },
        ]}
      />
    </Panel>
  )
}

const stateOf = (object: unknown): unknown => (typeof object === 'object' && object !== null && 'state' in object ? object.state : undefined)
