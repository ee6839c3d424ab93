'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ServiceInCluster } from '#lib/model/in-cluster.ts'
import type { Service } from '#lib/model/service.ts'
import { pb } from '#components/api/path-builder.ts'
import { KeyValues, type KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { destination, duration } from './describe-service.ts'
import { hasTls } from './service-values.ts'

const NameLink = ({ href, name }: { href: string; name: string }) => (
  <Link href={href} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
)

/** All fields, in the order of the form. */
export function ServiceSettings({ service }: { service: Service }) {
  const t = useTranslations('services')
  const notSet = <span className="text-faint">{t('detail.notSet')}</span>
  const items: KeyValue[] = [
    { label: t('detail.destination'), value: <Mono copy>{destination(service)}</Mono> },
    ...(service.upstream === undefined
      ? []
      : [{ label: t('form.upstream'), value: <NameLink href={pb.upstreams.one(service.upstream)} name={service.upstream} /> }]),
    ...useInCluster(service.kubernetes),
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
            value:
              service.clientCertificate === undefined
                ? notSet
                : <NameLink href={pb.certificates.one(service.clientCertificate)} name={service.clientCertificate} />,
          },
        ]
      : []),
    { label: t('form.tags'), value: <TagList tags={service.tags} empty={t('detail.notSet')} /> },
  ]
  return <KeyValues items={items} />
}

/** What its V1Service says. */
function useInCluster(kubernetes: ServiceInCluster | undefined): KeyValue[] {
  const t = useTranslations('services.place')
  if (!kubernetes) return []
  const { type, headless, selector, portName, targetPort, nodePort, externalIPs } = kubernetes
  const mono = (label: string, value: string | number | undefined): KeyValue[] => (value === undefined ? [] : [{ label, value: <Mono>{String(value)}</Mono> }])
  return [
    { label: t('type'), value: headless ? `${type} · ${t('headless')}` : type },
    ...mono(t('selector'), selector && Object.entries(selector).map(([label, value]) => `${label}=${value}`).join(', ')),
    ...mono(t('portName'), portName),
    ...mono(t('targetPort'), targetPort),
    ...mono(t('nodePort'), nodePort),
    ...mono(t('externalIPs'), externalIPs.length === 0 ? undefined : externalIPs.join(', ')),
  ]
}
