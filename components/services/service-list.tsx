'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { destination, duration } from './describe-service.ts'

export function ServiceList() {
  const t = useTranslations('services.list')
  return (
    <ObjectList
      kind="services"
      switchable
      filters={['upstream:', 'host:', 'protocol:', 'tag:', 'status:error', 'status:disabled']}
      empty={{ at: 'service', text: t('empty') }}
      columns={[
        { id: 'destination', header: t('destination'), hideBelow: 'sm', shrink: '18vw', cell: (service) => <Mono still>{destination(service)}</Mono> },
        {
          id: 'upstream',
          header: t('upstream'),
          hideBelow: 'lg',
          shrink: '14vw',
          cell: ({ upstream }) =>
            upstream === undefined ? (
              <span className="text-faint">{t('direct')}</span>
            ) : (
              <Link href={pb.upstreams.one(upstream)} className="relative z-1 rounded-sm font-mono text-xs text-accent-ink hover:underline">{upstream}</Link>
            ),
        },
        {
          id: 'timeouts',
          header: t('timeouts'),
          hideBelow: 'md',
          cell: (service) => (
            <span className="text-muted" title={t('timeoutsTitle')}>
              {[service.connectTimeoutMs, service.readTimeoutMs, service.writeTimeoutMs].map(duration).join(' · ')}
            </span>
          ),
        },
        { id: 'state', header: t('state'), cell: ({ name, enabled }) => <ObjectState kind="services" name={name} enabled={enabled} /> },
      ]}
    />
  )
}
