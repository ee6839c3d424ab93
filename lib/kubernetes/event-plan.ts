import type { Problem } from './problems.ts'

/** What an Event was last known to say, and when it was sent. */
export type Sent = { message: string; count: number; at: number }

/** By the key of the problem. Times are those of a clock that never goes back, in ms. */
export type EventMemory = {
  sent: Map<string, Sent>
  /** Since when a problem is there. */
  since: Map<string, number>
}

/** The API server forgets Events after an hour, unless told otherwise. */
export const REPEAT_MS = 3_600_000

/** `isSettling`: some are not due yet and will be in a moment. */
export type EventPlan = { due: Problem[]; isSettling: boolean }

/**
 * The problems of which an Event is to be sent now: new ones that have lasted a moment, those whose words changed, and those
 * that have lasted another hour. Of what was sent, that is forgotten which is solved and was sent more than an hour ago.
 *
 * @param memory changed: what came and what went is noted
 * @param settleMs how long a problem lasts before it is one: a manifest may name the Ingress before its Service
 */
export function eventsDue(problems: readonly Problem[], { sent, since }: EventMemory, now: number, settleMs: number): EventPlan {
  const present = new Set(problems.map(({ key }) => key))
  for (const key of since.keys()) if (!present.has(key)) since.delete(key)
  for (const [key, { at }] of sent) if (!present.has(key) && now - at >= REPEAT_MS) sent.delete(key)
  for (const key of present) if (!since.has(key)) since.set(key, now)
  const unsaid = problems.filter(({ key, message }) => {
    const last = sent.get(key)
    return !last || last.message !== message || now - last.at >= REPEAT_MS
  })
  const due = unsaid.filter(({ key }) => now - since.get(key)! >= settleMs)
  return { due, isSettling: due.length < unsaid.length }
}
