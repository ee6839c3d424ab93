'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { CertificateFactsView, NameColumn } from './certificate-facts.tsx'
import { Expiry } from './expiry.tsx'
import { countAuthorities } from './split-pem.ts'
import { servedNames } from './served-names.ts'

export function CertificatePage({ name }: { name: string }) {
  return (
    <ObjectPage
      kind="certificates"
      name={name}
      facts={({ facts }) => facts && <Expiry facts={facts} />}
      overview={(certificate) => <Overview certificate={certificate} />}
    />
  )
}

function ClientCertificatesValue({ asked }: { asked: ApiObject<'certificates'>['clientCertificates'] }) {
  const t = useTranslations('certificates')
  if (!asked) return <>{t('clientMode.none')}</>
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      {t(`clientMode.${asked.mode}`)}
      <span className="text-xs text-muted">{t('detail.clientAuthorities', { count: countAuthorities(asked.ca) })}</span>
    </span>
  )
}

function Overview({ certificate }: { certificate: ApiObject<'certificates'> }) {
  const t = useTranslations('certificates')
  const names = servedNames(certificate)
  const notSet = <span className="text-faint">{t('detail.notSet')}</span>
  return (
    <div className="space-y-4">
      <Panel title={t('detail.settings')}>
        <KeyValues
          items={[
            {
              label: t('detail.serves'),
              value: names.length === 0 ? notSet : <NameColumn names={names} />,
            },
            { label: t('detail.from'), value: certificate.snis.length > 0 ? t('detail.fromSnis') : t('detail.fromCertificate') },
            { label: t('form.clients'), value: <ClientCertificatesValue asked={certificate.clientCertificates} /> },
            { label: t('form.tags'), value: <TagList tags={certificate.tags} empty={t('detail.notSet')} /> },
          ]}
        />
      </Panel>
      {certificate.facts ? (
        <Panel title={t('form.facts')}><CertificateFactsView facts={certificate.facts} /></Panel>
      ) : (
        <Callout tone="bad">{t('detail.unreadable')}</Callout>
      )}
      <CodeBlock label={t('form.cert')}>{certificate.cert.trimEnd()}</CodeBlock>
      {certificate.clientCertificates && <CodeBlock label={t('form.clientCa')}>{certificate.clientCertificates.ca.trimEnd()}</CodeBlock>}
    </div>
  )
}
