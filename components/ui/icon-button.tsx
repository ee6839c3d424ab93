import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from './tooltip.tsx'

type Props = Omit<ComponentProps<'button'>, 'disabled' | 'children'> & {
  /** The accessible name, shown as tooltip. */
  label: string
  children: ReactNode
  size?: 'sm' | 'md'
  disabledReason?: string | undefined
}

/** A button that is only an icon. */
export function IconButton({ label, children, size = 'md', disabledReason, className, onClick, ...rest }: Props) {
  return (
    <Tooltip text={disabledReason ?? label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={disabledReason !== undefined || undefined}
        onClick={disabledReason === undefined ? onClick : (event) => event.preventDefault()}
        className={clsx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 hover:bg-hover hover:text-ink',
          'aria-disabled:cursor-not-allowed aria-disabled:opacity-55 data-popup-open:bg-hover data-popup-open:text-ink',
          size === 'md' ? 'size-8' : 'size-6',
          className,
        )}
      >
        {children}
      </button>
    </Tooltip>
  )
}
