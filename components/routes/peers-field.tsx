'use client'
import { useTranslations } from 'next-intl'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { NumberInput } from '#components/form/number-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { parsePeer } from './parse-lines.ts'
import type { PeerRow } from './route-values.ts'

/** Sources or destinations of a stream: an address or range, a port, or both. */
export function PeersField({ name }: { name: 'sources' | 'destinations' }) {
  const t = useTranslations('routes.form')
  return (
    <ListField<PeerRow>
      name={name}
      label={t(`peers.${name}.label`)}
      help={t(`peers.${name}.help`)}
      optional
      addLabel={t(`peers.${name}.add`)}
      rowLabel={t(`peers.${name}.row`)}
      newRow={() => ({ ip: '', port: undefined })}
      isEmpty={(row) => row.ip === '' && row.port === undefined}
      parseLine={parsePeer}
      row={(row) => <PeerInput {...row} />}
    />
  )
}

function PeerInput({ value, onChange, name, label, onPaste, onBlur, invalid }: RowProps<PeerRow>) {
  const t = useTranslations('routes.form')
  const ipError = useFieldError(`${name}.ip`)
  const portError = useFieldError(`${name}.port`)
  return (
    <div>
      <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-1.5">
        <Input
          mono
          aria-label={t('peers.address', { row: label })}
          value={value.ip}
          placeholder="10.0.0.0/8"
          invalid={invalid || ipError !== undefined}
          onPaste={onPaste}
          onBlur={onBlur}
          onChange={(event) => onChange({ ...value, ip: event.target.value })}
        />
        <NumberInput
          mono
          aria-label={t('peers.port', { row: label })}
          value={value.port}
          placeholder="5432"
          invalid={invalid || portError !== undefined}
          onBlur={onBlur}
          onChange={(port) => onChange({ ...value, port })}
        />
      </div>
      {ipError !== undefined && <FieldMessage>{ipError}</FieldMessage>}
      {portError !== undefined && <FieldMessage>{portError}</FieldMessage>}
    </div>
  )
}
