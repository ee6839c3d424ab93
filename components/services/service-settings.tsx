'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { Service } from '#lib/model/service.ts'
import { pb } from '#components/api/path-builder.ts'
import { Badge } from '#components/ui/badge.tsx'
import { KeyValues, type KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { destination, duration } from './describe-service.ts'
import { hasTls } from './service-values.ts'

const linkClass = 'rounded-sm font-mono text-xs text-accent-ink hover:underline'

/** All fields, in the order of the form. */
export function ServiceSettings({ service }: { service: Service }) {
  const t = useTranslations('services')
  const notSet = <span className="text-faint">{t('detail.notSet')}</span>
  const items: KeyValue[] = [
    { label: t('detail.destination'), value: <Mono copy>{destination(service)}</Mono> },
    ...(service.upstream === undefined ? [] : [{ label: t('form.upstream'), value: <Link href={pb.upstreams.one(service.upstream)} className={linkClass}>{service.upstream}</Link> }]),
    { label: t('form.path'), value: service.path === undefined ? notSet : <Mono copy>{service.path}</Mono> },
    { label: t('form.connect'), value: duration(service.connectTimeoutMs) },
    { label: t('form.read'), value: duration(service.readTimeoutMs) },
    { label: t('form.write'), value: duration(service.writeTimeoutMs) },
    { label: t('form.retries'), value: service.retries },
    ...(hasTls(service.protocol)
      ? [
          { label: t('form.tlsVerify'), value: t(`verify.${service.tlsVerify === undefined ? 'default' : service.tlsVerify ? 'on' : 'off'}`) },
          { label: t('form.ca'), value: service.caCertificates === undefined ? t('detail.systemCa') : t('detail.ownCa') },
          {
            label: t('form.clientCertificate'),
            value: service.clientCertificate === undefined ? notSet : <Link href={pb.certificates.one(service.clientCertificate)} className={linkClass}>{service.clientCertificate}</Link>,
          },
        ]
      : []),
    { label: t('form.tags'), value: service.tags.length === 0 ? notSet : <span className="flex flex-wrap gap-1">{service.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}</span> },
  ]
  return <KeyValues items={items} />
}
