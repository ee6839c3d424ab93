const DAY_MS = 86_400_000

export type Lifetime = {
  state: 'ok' | 'ending' | 'over' | 'notYet'
  /** Share of the lifetime that is left, 0–1. */
  left: number
  /** Whole days until it ends; negative when it has ended. */
  days: number
}

/** How much of its life a certificate has left. It "ends" at one third, whatever its length: a fixed number of days would always warn of short-lived ones. */
export function lifetime({ notBefore, notAfter }: { notBefore: string; notAfter: string }, now: Date): Lifetime {
  const start = Date.parse(notBefore)
  const end = Date.parse(notAfter)
  const left = end <= start ? 0 : Math.min(1, Math.max(0, (end - now.getTime()) / (end - start)))
  const state = now.getTime() >= end ? 'over' : now.getTime() < start ? 'notYet' : left < 1 / 3 ? 'ending' : 'ok'
  return { state, left, days: Math.floor((end - now.getTime()) / DAY_MS) }
}
