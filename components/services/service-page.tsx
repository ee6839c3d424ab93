'use client'
import { useTranslations } from 'next-intl'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { destination } from './describe-service.ts'
import { ServiceSettings } from './service-settings.tsx'
import { ServiceTraffic } from './service-traffic.tsx'

export function ServicePage({ name }: { name: string }) {
  const t = useTranslations('services.detail')
  return (
    <ObjectPage
      kind="services"
      name={name}
      facts={(service) => <Mono>{destination(service)}</Mono>}
      overview={(service) => (
        <div className="space-y-4">
          <ServiceTraffic service={service.name} />
          <Panel title={t('settings')}><ServiceSettings service={service} /></Panel>
        </div>
      )}
    />
  )
}
