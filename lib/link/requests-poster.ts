import { MOST_TAILS, type RequestsReport, type Tail, type TailBatch, type UnmatchedRequest } from './requests.ts'

/** Sends a report to the controller that is followed. Resolves to false where it knows no such call: it is of an older version. */
export type PostRequests = (report: RequestsReport) => Promise<boolean>

/** What the link tells of the controller to whoever tells it of requests. */
export type RequestsEnd = {
  connected(post: PostRequests): void
  /** All filters that are watched by; those that are not named have ended. */
  tails(tails: readonly Tail[]): void
  /** The controller is gone, and its watchers with it. */
  lost(): void
}

export type RequestsPoster = Pick<RequestsEnd, 'connected' | 'lost'> & {
  tail(batch: TailBatch): void
  /** The unmatched requests have changed. */
  unmatchedChanged(): void
  close(): void
}

/** Records of one tail in one report; what is more is counted. */
const MOST_RECORDS = 100
const TAIL_MS = 250
const UNMATCHED_MS = 1000

/**
 * Gathers what the workers of a proxy tell of requests and sends it, one report at a time, a few times a second at most.
 * Nothing waits for it, and nothing is kept for a controller that is away but the unmatched requests.
 * @param unmatched all that the proxy keeps now
 */
export function requestsPoster(unmatched: () => UnmatchedRequest[], times = { tail: TAIL_MS, unmatched: UNMATCHED_MS }): RequestsPoster {
  let post: PostRequests | null = null
  let batches = new Map<string, TailBatch>()
  let isChanged = false
  let isSending = false
  let unmatchedAt = -Infinity
  let timer: { at: number; timeout: NodeJS.Timeout } | null = null

  const dueIn = (): number => {
    if (batches.size > 0) return times.tail
    return isChanged ? Math.max(times.tail, unmatchedAt + times.unmatched - performance.now()) : Number.POSITIVE_INFINITY
  }
  const plan = () => {
    const due = post && !isSending ? dueIn() : Number.POSITIVE_INFINITY
    if (due === Number.POSITIVE_INFINITY || (timer && timer.at <= performance.now() + due)) return
    if (timer) clearTimeout(timer.timeout)
    timer = { at: performance.now() + due, timeout: setTimeout(send, due).unref() }
  }
  const report = (): RequestsReport => {
    const tails = [...batches.values()]
    batches = new Map()
    if (!isChanged || performance.now() - unmatchedAt < times.unmatched) return { tails }
    isChanged = false
    unmatchedAt = performance.now()
    return { tails, unmatched: unmatched() }
  }
  const send = async () => {
    timer = null
    const to = post
    if (!to || isSending) return
    const sent = report()
    if (sent.tails.length === 0 && !sent.unmatched) return plan()
    isSending = true
    const isKnown = await to(sent).catch(() => {
      if (sent.unmatched) isChanged = true
      return true
    })
    isSending = false
    if (!isKnown && post === to) post = null
    plan()
  }
  return {
    connected(next) {
      post = next
      isChanged = true
      unmatchedAt = -Infinity
      plan()
    },
    lost() {
      post = null
      batches.clear()
    },
    tail({ tail, records, skipped }) {
      if (!post) return
      const batch = batches.get(tail) ?? { tail, records: [], skipped: 0 }
      if (batches.size >= MOST_TAILS && !batches.has(tail)) return
      const room = Math.max(0, MOST_RECORDS - batch.records.length)
      batch.records.push(...records.slice(0, room))
      batch.skipped += skipped + Math.max(0, records.length - room)
      batches.set(tail, batch)
      plan()
    },
    unmatchedChanged() {
      isChanged = true
      plan()
    },
    close() {
      post = null
      if (timer) clearTimeout(timer.timeout)
    },
  }
}
