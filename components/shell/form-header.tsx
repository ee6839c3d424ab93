'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { objectPath, pb } from '#components/api/path-builder.ts'
import type { ApiKind } from '#components/api/types.ts'
import { PageHeader } from '#components/ui/page-header.tsx'

/** The header of a create or edit page. */
export function FormHeader({ kind, name }: { kind: ApiKind; name?: string | undefined }) {
  const t = useTranslations('form')
  const words = useTranslations('objects')
  const what = words(`${kind}.one`)
  const up =
    name === undefined
      ? <Link href={pb[kind].list()} className="rounded-sm hover:text-ink">{words(`${kind}.many`)}</Link>
      : <Link href={objectPath({ kind, name })} className="rounded-sm hover:text-ink">{name}</Link>
  return <PageHeader up={up} title={name === undefined ? t('createWhat', { what }) : t('editWhat', { what, name })} />
}
