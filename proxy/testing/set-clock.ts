import type { Clock } from '../buckets/clock.ts'

/** A clock that a test sets. Milliseconds since 1970. */
export function setClock(now = 0): Clock & { set(now: number): void } {
  return { wall: () => now, steady: () => now, set: (next) => void (now = next) }
}
