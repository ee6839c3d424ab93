'use client'
import { useTranslations } from 'next-intl'
import { TextField } from '#components/form/text-field.tsx'
import { ListenerField } from './listener-field.tsx'

/** What is asked of a connection or datagram. */
export function StreamFields({ protocol }: { protocol: 'tcp' | 'tls' | 'udp' }) {
  const t = useTranslations('tester')
  return (
    <>
      <TextField name="destination" label={t('destination')} help={t('destinationHelp')} placeholder="192.0.2.10:5432" mono />
      <TextField name="source" label={t('source')} help={t('sourceHelp')} placeholder="192.0.2.1:50000" mono />
      {protocol === 'tls' && <TextField name="sni" label={t('sni')} placeholder="db.test" mono />}
      <ListenerField protocols={[protocol]} auto={t('listenerByPort')} />
    </>
  )
}
