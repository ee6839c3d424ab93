import { clsx } from 'clsx'
import {
  CircleAlert, CircleCheck, CircleDashed, CircleOff, Clock, Info, LoaderCircle, TriangleAlert, type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'

/** A plain word in a frame: a protocol, a tag, a role. */
export const Badge = ({ children, mono, className }: { children: ReactNode; mono?: boolean; className?: string }) => (
  <span
    className={clsx(
      'inline-flex h-5 max-w-full items-center rounded-sm border bg-sunken px-1.5 text-xs whitespace-nowrap text-muted',
      mono && 'font-mono',
      className,
    )}
  >
    {children}
  </span>
)

export type StatusTone = 'ok' | 'warn' | 'bad' | 'busy' | 'off' | 'unknown' | 'info' | 'waiting'

const STATUS: Record<StatusTone, { icon: LucideIcon; className: string }> = {
  ok: { icon: CircleCheck, className: 'text-ok' },
  warn: { icon: TriangleAlert, className: 'text-warn' },
  bad: { icon: CircleAlert, className: 'text-bad' },
  busy: { icon: LoaderCircle, className: 'text-accent-ink [&>svg]:animate-spin' },
  waiting: { icon: Clock, className: 'text-muted' },
  off: { icon: CircleOff, className: 'text-faint' },
  unknown: { icon: CircleDashed, className: 'text-faint' },
  info: { icon: Info, className: 'text-accent-ink' },
}

/** A state: always icon and word, the colour only repeats them. */
export function StatusBadge({ tone, children, className }: { tone: StatusTone; children: ReactNode; className?: string }) {
  const { icon: Icon, className: colour } = STATUS[tone]
  return (
    <span className={clsx('inline-flex min-w-0 items-center gap-1.5 align-middle whitespace-nowrap', colour, className)}>
      <Icon size={14} aria-hidden className="shrink-0" />
      <span className="truncate">{children}</span>
    </span>
  )
}
