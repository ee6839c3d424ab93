'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { CanaryForm } from './canary-form.tsx'

/** The page that starts a canary. */
export function NewCanary({ from, route }: { from?: string; route?: string }) {
  const t = useTranslations('canaries.page')
  const words = useTranslations('objects')
  return (
    <>
      <PageHeader title={t('new')} up={<Link href={pb.canaries.list()} className="rounded-sm hover:text-ink">{words('canaries.many')}</Link>} />
      <CanaryForm {...(from === undefined ? {} : { from })} {...(route === undefined ? {} : { route })} />
    </>
  )
}

export function EditCanary({ name }: { name: string }) {
  const t = useTranslations('canaries.page')
  return (
    <>
      <PageHeader title={t('edit', { name })} up={<Link href={pb.canaries.one(name)} className="rounded-sm hover:text-ink">{name}</Link>} />
      <CanaryForm name={name} />
    </>
  )
}
