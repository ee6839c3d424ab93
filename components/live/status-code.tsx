import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'

/** The client went before it had its answer. */
export const CLIENT_GONE = 499

export function toneOf(status: number): StatusTone {
  if (status === CLIENT_GONE) return 'off'
  if (status >= 500) return 'bad'
  if (status >= 400) return 'warn'
  return status >= 200 && status < 300 ? 'ok' : 'info'
}

export const StatusCode = ({ status }: { status: number }) => <StatusBadge tone={toneOf(status)} className="tabular-nums">{status}</StatusBadge>
