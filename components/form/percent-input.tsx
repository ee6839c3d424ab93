'use client'
import { Slider } from '#components/ui/slider.tsx'
import { NumberInput } from './number-field.tsx'

type Props = {
  value: unknown
  onChange: (value: number | string | undefined) => void
  /** Names the slider; the number input is named by its own label, or by this one. */
  label: string
  id?: string
  describedBy?: string | undefined
  invalid?: boolean
  onBlur?: () => void
}

const inRange = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0)
const round = (value: number) => Math.round(value * 100) / 100

/** The slider goes by whole percents, Shift by tens; the number takes steps of 0.01. */
export function PercentInput({ value, onChange, label, id, describedBy, invalid, onBlur }: Props) {
  return (
    <div className="flex items-center gap-3">
      <Slider value={inRange(value)} onChange={(next) => onChange(round(next))} label={label} valueText={(shown) => `${shown} %`} describedBy={describedBy} />
      <span className="w-28 shrink-0">
        <NumberInput
          {...(id === undefined ? { 'aria-label': label } : { id })}
          value={value}
          onChange={onChange}
          onBlur={onBlur}
          unit="%"
          invalid={invalid ?? false}
          aria-describedby={describedBy}
          className="tabular-nums"
        />
      </span>
    </div>
  )
}
