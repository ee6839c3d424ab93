'use client'
import { Slider as Base } from '@base-ui/react/slider'

type Props = {
  value: number
  onChange: (value: number) => void
  label: string
  min?: number
  max?: number
  step?: number
  /** Page Up and Down, and with Shift. */
  largeStep?: number
  /** What a screen reader says of the value: "12.5 %". */
  valueText?: (value: number) => string
  describedBy?: string | undefined
  disabled?: boolean
}

/** A number by dragging or by arrow keys. For exact values put a number input beside it. */
export function Slider({ value, onChange, label, min = 0, max = 100, step = 1, largeStep = 10, valueText, describedBy, disabled }: Props) {
  return (
    <Base.Root value={value} onValueChange={onChange} min={min} max={max} step={step} largeStep={largeStep} disabled={disabled ?? false} className="w-full">
      <Base.Control className="flex h-8 w-full touch-none items-center px-2 select-none data-disabled:opacity-55">
        <Base.Track className="h-1.5 w-full rounded-full bg-line-strong">
          <Base.Indicator className="rounded-full bg-accent" />
          <Base.Thumb
            aria-label={label}
            aria-describedby={describedBy}
            getAriaValueText={valueText ? (_, raw) => valueText(raw) : null}
            className="size-4 rounded-full border-2 border-accent bg-surface has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
          />
        </Base.Track>
      </Base.Control>
    </Base.Root>
  )
}
