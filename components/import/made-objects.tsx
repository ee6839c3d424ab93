'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { objectPath } from '#components/api/path-builder.ts'
import { Mono } from '#components/ui/mono.tsx'
import { Table } from '#components/ui/table.tsx'
import { describeMade } from './describe-made.ts'
import type { MadeObject } from './types.ts'

type Props = { objects: readonly MadeObject[]; label: string; /** They are stored: names lead to them. */ stored?: boolean }

/** The objects of ours that come of the manifests, one line each. */
export function MadeObjects({ objects, label, stored }: Props) {
  const t = useTranslations('import')
  const words = useTranslations('objects')
  const name = (object: MadeObject): ReactNode => {
    const text = <Mono still={stored === true}>{object.name}</Mono>
    return stored ? <Link href={objectPath(object)} className="hover:text-accent-ink">{text}</Link> : text
  }
  return (
    <Table
      label={label}
      rows={objects}
      rowKey={({ kind, name: id }) => `${kind}/${id}`}
      columns={[
        { id: 'kind', header: t('kind'), width: '96px', cell: ({ kind }) => words(`${kind}.one`) },
        { id: 'name', header: t('name'), cell: name },
        { id: 'what', header: t('what'), hideBelow: 'sm', cell: (object) => <Mono>{describeMade(object)}</Mono> },
        { id: 'origin', header: t('readFrom'), hideBelow: 'md', cell: ({ origin }) => (origin ? <Mono>{`${origin.kind} ${origin.namespace}/${origin.name}`}</Mono> : '–') },
      ]}
    />
  )
}
