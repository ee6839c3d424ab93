import { clsx } from 'clsx'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'ok' | 'warn' | 'bad' | 'neutral'

const ICONS = { ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert, neutral: Info }
const TONES: Record<Tone, string> = {
  ok: 'border-ok/30 bg-ok-soft text-ok',
  warn: 'border-warn/30 bg-warn-soft text-warn',
  bad: 'border-bad/30 bg-bad-soft text-bad',
  neutral: 'border-line bg-sunken text-muted',
}

type Props = { tone: Tone; title?: ReactNode; children?: ReactNode; actions?: ReactNode; role?: 'alert' | 'status' }

/** A boxed message inside a page or form. */
export function Callout({ tone, title, children, actions, role = tone === 'bad' ? 'alert' : 'status' }: Props) {
  const Icon = ICONS[tone]
  return (
    <div role={role} className={clsx('flex gap-2 rounded-md border px-3 py-2', TONES[tone])}>
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 break-words text-ink">
        {title !== undefined && <div className="font-medium">{title}</div>}
        {children}
      </div>
      {actions}
    </div>
  )
}
