'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ListField } from '#components/form/list-field.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { isBlankRow, parseSelector, type SelectorRow } from './selector-rows.ts'
import type { ServiceValues } from './service-values.ts'

/** What answers behind a V1Service: pods by their labels, addresses, or a host outside. */
export function BackingFields({ stored }: { stored: ApiObject<'services'> | undefined }) {
  const t = useTranslations('services.place')
  const place = useWatch<ServiceValues, 'place'>({ name: 'place' })
  const backing = place?.backing
  return (
    <>
      <SegmentsField name="place.backing" label={t('backing')} options={(['pods', 'addresses', 'host'] as const).map((value) => ({ value, label: t(`backings.${value}`) }))} />
      {backing === 'pods' && <SelectorField />}
      {backing === 'addresses' && (
        <p className="text-muted">
          {stored?.upstream === undefined
            ? t('addressesLater')
            : t.rich('addressesAt', {
                link: (chunks) => <Link href={pb.upstreams.edit(stored.upstream!)} className="rounded-sm text-accent-ink underline underline-offset-2">{chunks}</Link>,
              })}
        </p>
      )}
      {backing === 'host' && <TextField name="host" label={t('host')} help={t('hostHelp')} placeholder="shop.example.com" mono />}
      <TextField name="place.targetPort" label={t(backing === 'host' ? 'hostPort' : 'targetPort')} help={t(backing === 'host' ? 'hostPortHelp' : 'targetPortHelp')} placeholder="8080" optional mono />
    </>
  )
}

/** Labels that pods must carry, all of them. */
export function SelectorField() {
  const t = useTranslations('services.place')
  return (
    <ListField<SelectorRow>
      name="place.selector"
      label={t('selector')}
      help={t('selectorHelp')}
      addLabel={t('addLabel')}
      rowLabel={t('label')}
      newRow={() => ({ label: '', value: '' })}
      isEmpty={isBlankRow}
      parseLine={parseSelector}
      row={({ value, onChange, onPaste, onBlur, invalid, label }) => (
        <div className="grid gap-1 sm:grid-cols-[3fr_2fr]">
          <Input mono aria-label={t('labelOf', { row: label })} value={value.label} invalid={invalid} placeholder="app.kubernetes.io/name" onPaste={onPaste} onBlur={onBlur} onChange={(event) => onChange({ ...value, label: event.target.value })} />
          <Input mono aria-label={t('valueOf', { row: label })} value={value.value} invalid={invalid} placeholder="shop" onBlur={onBlur} onChange={(event) => onChange({ ...value, value: event.target.value })} />
        </div>
      )}
    />
  )
}
