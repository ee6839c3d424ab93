import type { RequestRecord, Tail } from '#lib/link/requests.ts'
import { tailTest } from '#lib/link/tail-filter.ts'
import type { FromSight } from './messages.ts'

/** Records of one tail in one second and worker; what is more is counted. */
export const MOST_PER_SECOND = 100
const BATCH_MS = 250

type Watched = { test: (record: RequestRecord) => boolean; records: RequestRecord[]; skipped: number; taken: number }

/** The live tails as one worker sees them: nothing while nobody watches. */
export type Tails = {
  isWatched(): boolean
  set(tails: readonly Tail[]): void
  take(record: RequestRecord): void
  close(): void
}

/** @param post called a few times a second, with what there is @param now a clock in milliseconds that never goes back */
export function createTails(post: (message: FromSight) => void, now: () => number): Tails {
  const watched = new Map<string, Watched>()
  let timer: NodeJS.Timeout | null = null
  let second = 0

  const flush = () => {
    timer = null
    for (const [tail, one] of watched) {
      if (one.records.length === 0 && one.skipped === 0) continue
      post({ type: 'tail', tail, records: one.records, skipped: one.skipped })
      one.records = []
      one.skipped = 0
    }
  }
  const startSecond = () => {
    const current = Math.floor(now() / 1000)
    if (current === second) return
    second = current
    for (const one of watched.values()) one.taken = 0
  }
  return {
    isWatched: () => watched.size > 0,
    set(tails) {
      const named = new Map(tails.map(({ id, filter }) => [id, filter]))
      for (const id of watched.keys()) if (!named.has(id)) watched.delete(id)
      for (const [id, filter] of named) if (!watched.has(id)) watched.set(id, { test: tailTest(filter), records: [], skipped: 0, taken: 0 })
    },
    take(record) {
      if (watched.size === 0) return
      startSecond()
      for (const one of watched.values()) {
        if (!one.test(record)) continue
        if (++one.taken > MOST_PER_SECOND) one.skipped++
        else one.records.push(record)
        timer ??= setTimeout(flush, BATCH_MS).unref()
      }
    },
    close() {
      if (timer) clearTimeout(timer)
      flush()
      watched.clear()
    },
  }
}
