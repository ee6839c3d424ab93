'use client'
import { useTranslations } from 'next-intl'
import { useNamespaces } from '#components/api/kubernetes.ts'
import { ComboboxField } from '#components/form/choice-fields.tsx'

/** One of the namespaces that there are; another may be typed, since an account need not be allowed to list them. */
export function NamespaceField({ name }: { name: string }) {
  const t = useTranslations('kubernetes.place')
  const { data, isPending } = useNamespaces()
  return (
    <ComboboxField
      name={name}
      label={t('namespace')}
      free
      mono
      placeholder="default"
      loading={isPending}
      items={(data?.items ?? []).map(({ name: namespace, ingresses }) => ({
        value: namespace,
        ...(ingresses.length > 0 ? { hint: t('ingressCount', { count: ingresses.length }) } : {}),
      }))}
    />
  )
}
