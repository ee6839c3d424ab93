'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RouteForm } from './route-form.tsx'

/** The page that creates a route, or a copy of one. */
export function NewRoute({ from }: { from?: string }) {
  const t = useTranslations('routes.page')
  const words = useTranslations('objects')
  return (
    <>
      <PageHeader title={from === undefined ? t('new') : t('copy', { name: from })} up={<Link href={pb.routes.list()} className="rounded-sm hover:text-ink">{words('routes.many')}</Link>} />
      <RouteForm {...(from === undefined ? {} : { from })} />
    </>
  )
}

export function EditRoute({ name }: { name: string }) {
  const t = useTranslations('routes.page')
  return (
    <>
      <PageHeader title={t('edit', { name })} up={<Link href={pb.routes.one(name)} className="rounded-sm hover:text-ink">{name}</Link>} />
      <RouteForm name={name} />
    </>
  )
}
