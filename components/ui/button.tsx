import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './spinner.tsx'
import { Tooltip } from './tooltip.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'ghost'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover aria-disabled:hover:bg-accent',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover',
  danger: 'bg-bad-fill text-on-bad border-transparent hover:opacity-90',
  ghost: 'bg-transparent text-ink border-transparent hover:bg-hover',
}

export const buttonClass = (variant: ButtonVariant = 'secondary', size: 'sm' | 'md' = 'md') =>
  clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-100',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    size === 'md' ? 'h-8 px-3' : 'h-6 px-2 text-xs',
    VARIANTS[variant],
  )

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  variant?: ButtonVariant
  size?: 'sm' | 'md'
  icon?: ReactNode
  /** Why the button does nothing now. It stays focusable, so that the reason can be read. */
  disabledReason?: string | undefined
  /** While its action runs. */
  busy?: boolean
}

export function Button({ variant, size, icon, disabledReason, busy, className, children, onClick, type, ...rest }: ButtonProps) {
  const off = disabledReason !== undefined || busy === true
  const button = (
    <button
      {...rest}
      type={off ? 'button' : (type ?? 'button')}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={clsx(buttonClass(variant, size), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
  return disabledReason === undefined ? button : <Tooltip text={disabledReason}>{button}</Tooltip>
}
