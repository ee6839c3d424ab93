'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Expiry } from './expiry.tsx'
import { servedNames } from './served-names.ts'

export function CertificateList() {
  const t = useTranslations('certificates.list')
  const unreadable = <span className="text-faint">{t('unreadable')}</span>
  return (
    <ObjectList
      kind="certificates"
      filters={['sni:', 'tag:', 'status:error', 'status:warning']}
      empty={{ at: 'certificate', text: t('empty') }}
      columns={[
        { id: 'snis', header: t('snis'), hideBelow: 'sm', cell: (certificate) => <Names certificate={certificate} /> },
        { id: 'issuer', header: t('issuer'), hideBelow: 'lg', cell: ({ facts }) => (facts ? <Mono still>{facts.issuer}</Mono> : unreadable) },
        { id: 'expires', header: t('expires'), hideBelow: 'sm', cell: ({ facts }) => (facts ? <Expiry facts={facts} /> : unreadable) },
        { id: 'state', header: t('state'), cell: ({ name }) => <ObjectState kind="certificates" name={name} /> },
      ]}
    />
  )
}

function Names({ certificate }: { certificate: ApiObject<'certificates'> }) {
  const t = useTranslations('certificates.list')
  const names = servedNames(certificate)
  if (names.length === 0) return <span className="text-faint">{t('none')}</span>
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={names.join('\n')}>
      <Mono still>{names[0]!}</Mono>{' '}
      {names.length > 1 && <span className="shrink-0 text-muted">{t('more', { count: names.length - 1 })}</span>}
      {certificate.clientCertificates && <span className="shrink-0 text-xs text-muted">{t(`clients.${certificate.clientCertificates.mode}`)}</span>}
    </span>
  )
}
