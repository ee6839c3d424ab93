'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { NumberInput } from '#components/form/number-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { emptyTarget, isEmptyTarget, parseTarget, splitAddress, type TargetRow } from './parse-target.ts'
import { shareOf } from './target-shares.ts'

const COLUMNS = 'grid grid-cols-[minmax(0,1fr)_88px] gap-1 sm:grid-cols-[minmax(0,1fr)_88px_128px_44px]'

/** Targets as rows; many lines of `host:port weight` can be pasted into a host. */
export function TargetsField() {
  const t = useTranslations('upstreams.form.targets')
  const rows = useWatch<{ targets: TargetRow[] }, 'targets'>({ name: 'targets' })
  return (
    <ListField<TargetRow>
      name="targets"
      label={t('label')}
      help={t('help')}
      addLabel={t('add')}
      rowLabel={t('row')}
      newRow={emptyTarget}
      isEmpty={isEmptyTarget}
      parseLine={parseTarget}
      header={
        <div aria-hidden className="mr-9 max-sm:hidden">
          <div className={`${COLUMNS} text-xs text-muted`}>
            <span>{t('host')}</span>
            <span>{t('port')}</span>
            <span>{t('weight')}</span>
            <span>{t('enabled')}</span>
          </div>
        </div>
      }
      row={(props) => <Row {...props} share={shareOf(rows, props.index)} />}
    />
  )
}

function Row({ value, onChange, onPaste, onBlur, name, label, share }: RowProps<TargetRow> & { share: number | undefined }) {
  const t = useTranslations('upstreams.form.targets')
  const hostError = useFieldError(`${name}.host`)
  const portError = useFieldError(`${name}.port`)
  const weightError = useFieldError(`${name}.weight`)
  const split = () => {
    const address = splitAddress(value.host)
    if (address) onChange({ ...value, ...address })
    onBlur()
  }
  return (
    <div className={COLUMNS}>
      <div>
        <Input
          mono
          aria-label={`${label}: ${t('host')}`}
          placeholder="10.0.0.1"
          value={value.host}
          invalid={hostError !== undefined}
          onPaste={onPaste}
          onBlur={split}
          onChange={(event) => onChange({ ...value, host: event.target.value })}
        />
        {hostError !== undefined && <FieldMessage>{hostError}</FieldMessage>}
      </div>
      <div>
        <NumberInput
          mono
          aria-label={`${label}: ${t('port')}`}
          placeholder="80"
          value={value.port}
          invalid={portError !== undefined}
          onBlur={onBlur}
          onChange={(port) => onChange({ ...value, port })}
        />
        {portError !== undefined && <FieldMessage>{portError}</FieldMessage>}
      </div>
      <div>
        <NumberInput
          mono
          aria-label={`${label}: ${t('weight')}`}
          placeholder="100"
          value={value.weight}
          invalid={weightError !== undefined}
          unit={<><span className="mr-1 sm:hidden">{t('weight')}</span>{share !== undefined && t('share', { share })}</>}
          onBlur={onBlur}
          onChange={(weight) => onChange({ ...value, weight })}
        />
        {weightError !== undefined && <FieldMessage>{weightError}</FieldMessage>}
      </div>
      <div className="flex h-8 items-center justify-center">
        <Switch label={`${label}: ${t('enabled')}`} checked={value.enabled} onChange={(enabled) => onChange({ ...value, enabled })} />
      </div>
    </div>
  )
}
