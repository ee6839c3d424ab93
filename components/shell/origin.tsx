'use client'
import { useTranslations } from 'next-intl'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ApiKind } from '#components/api/types.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Mono } from '#components/ui/mono.tsx'
import type { Column } from '#components/ui/table.tsx'
import { editCommand, originName } from './edit-command.ts'

/** `Ingress shop/web` */
const Origin = ({ origin }: { origin: KubernetesRef }) => (
  <span className="inline-flex max-w-full min-w-0 items-baseline gap-1.5">
    <span className="shrink-0 text-xs text-muted">{origin.kind}</span>
    <Mono still>{originName(origin)}</Mono>
  </span>
)

/** What nearly all objects of a kind are read from. */
const READ_FROM: Partial<Record<ApiKind, string>> = { services: 'Service', upstreams: 'Service', certificates: 'Secret', consumers: 'Secret', credentials: 'Secret' }

/** The Kubernetes object of each row. Below `xl` the name has to do, which begins with its namespace and name. */
export function originColumn<T extends { origin?: KubernetesRef }>(kind: ApiKind, header: (from: string) => string): Column<T> {
  const from = READ_FROM[kind] ?? 'Ingress'
  const cell = ({ origin }: T) => {
    if (!origin) return <span className="text-faint">–</span>
    return origin.kind === from ? <Mono still>{originName(origin)}</Mono> : <Origin origin={origin} />
  }
  return { id: 'origin', header: header(from), hideBelow: 'xl', shrink: '12.5vw', cell }
}

/** What an object was read from, and the command that changes it. */
export function OriginPanel({ origin }: { origin: KubernetesRef }) {
  const t = useTranslations('common.origin')
  const command = editCommand(origin)
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border bg-surface px-4 py-2">
      <span className="inline-flex min-w-0 items-baseline gap-2"><span className="shrink-0 text-muted">{t('readFrom')}</span> <Origin origin={origin} /></span>
      <span className="inline-flex max-w-full min-w-0 items-center gap-2">
        <span className="shrink-0 text-muted">{t('changeWith')}</span>
        <code className="min-w-0 truncate rounded-sm bg-sunken px-1.5 font-mono text-xs leading-6" title={command}>{command}</code>
        <CopyButton text={command} what={command} />
      </span>
    </div>
  )
}
