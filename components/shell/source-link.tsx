'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { isKind } from '#lib/model/kinds.ts'
import type { SourceRef } from '#lib/model/routing-config.ts'
import { objectPath } from '#components/api/path-builder.ts'
import { originName } from './edit-command.ts'

/** What a diagnostic is about: one of ours as a link, or a Kubernetes object of which none of ours was made. */
export function SourceLink({ source }: { source: SourceRef }) {
  const words = useTranslations('objects')
  const { kind, name, namespace = '' } = source
  return (
    <span className="whitespace-nowrap">
      <span className="text-muted">{isKind(kind) ? words(`${kind}.one`) : kind}</span>{' '}
      {isKind(kind) ? (
        <Link href={objectPath({ kind, name })} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
      ) : (
        <span className="font-mono text-xs">{originName({ namespace, name })}</span>
      )}
    </span>
  )
}
