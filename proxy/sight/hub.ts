import type { Tail, UnmatchedRequest } from '#lib/link/requests.ts'
import { requestsPoster, type RequestsEnd } from '#lib/link/requests-poster.ts'
import { mergeUnmatched } from '#lib/link/unmatched.ts'
import type { FromSight, ToSight } from './messages.ts'

/** What the primary knows of single requests, from all its workers. */
export type Hub = {
  /** What a worker's sight posted. */
  receive(message: unknown): void
  /** A worker has begun: it is told what is watched. */
  greet(post: (message: unknown) => void): void
  /** For the link to the controller. */
  link: RequestsEnd
  /** The access log's file was moved away: every worker opens it anew. */
  reopen(): void
  /** Newest first. */
  unmatched(): UnmatchedRequest[]
  /** Lines that the access log has lost since the start. */
  droppedLines(): number
  close(): void
}

export type HubOptions = {
  /** Tells every worker. */
  broadcast: (message: unknown) => void
  /** Times in milliseconds; those of the link by default. */
  times?: { tail: number; unmatched: number }
}

/** Collects what the workers tell of single requests, and passes on what somebody watches. */
export function createHub({ broadcast, times }: HubOptions): Hub {
  let kept: UnmatchedRequest[] = []
  let tails: readonly Tail[] = []
  let droppedLines = 0
  const poster = requestsPoster(() => kept, times)
  const tell: (message: ToSight) => void = broadcast

  const watch = (next: readonly Tail[]) => {
    if (tails.length === 0 && next.length === 0) return
    tails = next
    tell({ type: 'tails', tails: [...tails] })
  }
  return {
    receive(message) {
      const told = message as FromSight
      switch (told.type) {
        case 'tail':
          return poster.tail(told)
        case 'unmatched':
          kept = mergeUnmatched([kept, told.items])
          return poster.unmatchedChanged()
        case 'dropped':
          droppedLines += told.lines
      }
    },
    greet(post) {
      if (tails.length > 0) post({ type: 'tails', tails: [...tails] } satisfies ToSight)
    },
    link: {
      connected: poster.connected,
      tails: watch,
      lost() {
        poster.lost()
        watch([])
      },
    },
    reopen: () => tell({ type: 'reopen' }),
    unmatched: () => kept,
    droppedLines: () => droppedLines,
    close: poster.close,
  }
}
