import type { Env } from '#lib/env.ts'
import type { RequestRecord } from '#lib/link/requests.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { RouteTable } from '#lib/routing/table.ts'
import { lineOf } from './access-log.ts'
import { openLineSink, type LineSink } from './line-sink.ts'
import type { FromSight, ToSight } from './messages.ts'
import { shown } from './record.ts'
import { createTails } from './tails.ts'
import { createUnmatched } from './unmatched.ts'

/** Plain data: workers get it as a message. */
export type SightOptions = { accessLog: Env['accessLog'] }

/** What a worker tells of single requests: access log, live tail, and those that no route took. */
export type Sight = {
  /**
   * Whether a record of this request is wanted: the sample of the access log is drawn here. If so, `take` follows at once.
   * @param isMatched whether a route took it
   */
  wants(isMatched: boolean): boolean
  /** @param record made for this call; secrets in it are replaced, long texts cut */
  take(record: RequestRecord): void
  /**
   * To be called after `take`, with the same record, where no route was found.
   * @param listeners those that were asked
   */
  unmatched(record: RequestRecord, request: RoutingRequest, listeners: readonly { table: RouteTable }[]): void
  /** Takes what the hub says. What it does not know is left alone. */
  receive(message: unknown): void
  /** Writes and tells what is left. */
  close(): Promise<void>
}

export type SightTools = {
  /** Told when the access log cannot be written. */
  onError?: (error: Error) => void
  /** 0 ≤ n < 1, as Math.random. */
  random?: () => number
  /** A clock in milliseconds that never goes back. */
  clock?: () => number
}

const DROPPED_EVERY_MS = 1000

/** Tells how many lines were lost, when there are new ones. */
function tellDropped(sink: LineSink, post: (message: FromSight) => void): { tell: () => void; stop: () => void } {
  let told = 0
  const tell = () => {
    const lines = sink.dropped() - told
    if (lines > 0) post({ type: 'dropped', lines })
    told += lines
  }
  const timer = setInterval(tell, DROPPED_EVERY_MS).unref()
  return { tell, stop: () => clearInterval(timer) }
}

/**
 * A worker's sight of its requests. A request costs next to nothing while nobody looks, and never waits.
 * @param post carries a message to the hub of the primary
 * @throws {StartError} if the access log cannot be opened
 */
export function createSight({ accessLog }: SightOptions, post: (message: unknown) => void, tools: SightTools = {}): Sight {
  const { onError = () => {}, random = Math.random, clock = () => performance.now() } = tools
  const send: (message: FromSight) => void = post
  const sink = accessLog.to === 'off' ? null : openLineSink(accessLog.to, { onError })
  const losses = sink && tellDropped(sink, send)
  const line = lineOf(accessLog.format)
  const sample = sink ? accessLog.sample : 0
  const tails = createTails(send, clock)
  const lost = createUnmatched(send, clock)
  let isLogged = false
  return {
    wants(isMatched) {
      isLogged = sample > 0 && (sample >= 1 || random() < sample)
      return isLogged || tails.isWatched() || (!isMatched && lost.wants())
    },
    take(record) {
      shown(record)
      if (isLogged) sink!.write(line(record))
      isLogged = false
      tails.take(record)
    },
    unmatched: lost.take,
    receive(message) {
      const told = message as ToSight
      if (told.type === 'tails') tails.set(told.tails)
      else if (told.type === 'reopen') void sink?.reopen()
    },
    async close() {
      tails.close()
      lost.close()
      await sink?.close()
      losses?.tell()
      losses?.stop()
    },
  }
}
