'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { CertificateFacts } from '#lib/model/certificate.ts'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Expiry } from './expiry.tsx'

/** Names one below the other, each to be copied. */
export const NameColumn = ({ names }: { names: readonly string[] }) => (
  <span className="flex flex-col items-start">{names.map((name) => <Mono key={name} copy>{name}</Mono>)}</span>
)

/** What a certificate says of itself. */
export function CertificateFactsView({ facts }: { facts: CertificateFacts }) {
  const t = useTranslations('certificates.facts')
  const format = useFormatter()
  const moment = (at: string) => <time dateTime={at}>{format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' })}</time>
  return (
    <KeyValues
      items={[
        { label: t('subject'), value: <Mono copy>{facts.subject}</Mono> },
        {
          label: t('names'),
          value: <NameColumn names={facts.names} />,
        },
        {
          label: t('issuer'),
          value: (
            <span className="flex flex-wrap items-center gap-x-2">
              <Mono copy>{facts.issuer}</Mono>
              {facts.issuer === facts.subject && <span className="text-xs text-muted">{t('selfSigned')}</span>}
            </span>
          ),
        },
        { label: t('expires'), value: <Expiry facts={facts} wide /> },
        { label: t('notBefore'), value: moment(facts.notBefore) },
        { label: t('notAfter'), value: moment(facts.notAfter) },
        { label: t('keyType'), value: facts.keyType },
        { label: t('fingerprint'), value: <Mono copy={t('fingerprint')}>{facts.fingerprint}</Mono> },
        { label: t('serialNumber'), value: <Mono copy={t('serialNumber')}>{facts.serialNumber}</Mono> },
      ]}
    />
  )
}
