import type { RequestBatch, RequestRecord, TailRecord } from '#components/api/requests.ts'

/** How many requests are kept; the oldest go. */
export const KEEP = 500

export type Tail = {
  /** What the reader sees, newest first. */
  rows: readonly TailRecord[]
  /** What came while the reader wanted nothing to move, newest first. */
  held: readonly TailRecord[]
  /** Too many for the stream, so that nobody has them. */
  skipped: number
}

export type TailEvent = ({ type: 'received'; hold: boolean } & RequestBatch) | { type: 'released' } | { type: 'cleared' }

export const EMPTY_TAIL: Tail = { rows: [], held: [], skipped: 0 }

/** Proxies number by themselves. */
export const keyOf = ({ proxy, id }: TailRecord) => `${proxy} ${id}`

export const endOf = ({ at, durationMs }: RequestRecord) => at + durationMs

/** Of what comes together, the last to end stands first. */
function newOnes({ records }: RequestBatch, { rows, held }: Tail): TailRecord[] {
  const known = new Set([...rows, ...held].map(keyOf))
  return records.filter((record) => !known.has(keyOf(record)) && known.add(keyOf(record))).sort((a, b) => endOf(b) - endOf(a))
}

const release = ({ rows, held, skipped }: Tail): Tail => ({ rows: [...held, ...rows].slice(0, KEEP), held: [], skipped })

export function nextTail(tail: Tail, event: TailEvent): Tail {
  if (event.type === 'cleared') return EMPTY_TAIL
  if (event.type === 'released') return tail.held.length === 0 ? tail : release(tail)
  const held = [...newOnes(event, tail), ...tail.held].slice(0, KEEP)
  const next = { rows: tail.rows, held, skipped: tail.skipped + event.skipped }
  return event.hold ? next : release(next)
}
