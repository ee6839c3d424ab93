'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { objectPath, pb } from '#components/api/path-builder.ts'
import type { ApiKind } from '#components/api/types.ts'
import { PageHeader } from '#components/ui/page-header.tsx'

type Props = { kind: ApiKind; /** The object that is edited; absent = a new one. */ name?: string; children: ReactNode }

/** The page around a form: what it does, and the way back up. */
export function ObjectFormPage({ kind, name, children }: Props) {
  const t = useTranslations('form')
  const words = useTranslations('objects')
  const word = words(`${kind}.one`)
  return (
    <>
      <PageHeader
        title={name === undefined ? t('createWhat', { what: word }) : t('editWhat', { what: word, name })}
        up={
          <Link href={name === undefined ? pb[kind].list() : objectPath({ kind, name })} className="rounded-sm hover:text-ink">
            {name ?? words(`${kind}.many`)}
          </Link>
        }
      />
      {children}
    </>
  )
}
