import type { TailRecord, TailState } from '#lib/link/requests.ts'
import type { TailListener } from '#lib/link/tail-client.ts'

/** Begins to watch; ends with the signal. */
export type Watch = (listener: TailListener, signal: AbortSignal) => void

export type StreamTimes = {
  /** Least time between two events. */
  gather: number
  /** Silence after which a comment is sent, by which those between see that the connection lives. */
  silence: number
  /** The session of the reader may have ended since it began: a browser comes again by itself, and is asked who it is. */
  longest: number
}
const TIMES: StreamTimes = { gather: 250, silence: 10_000, longest: 600_000 }

/** Records of one event: what a reader is too slow for is counted, and so is what no person could read. */
const MOST_RECORDS = 100

const eventText = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** What has been seen since the last event. */
function createInbox() {
  let records: TailRecord[] = []
  let skipped = 0
  let state: TailState | null = null
  let wake = () => {}
  const listener: TailListener = {
    requests(event) {
      const room = MOST_RECORDS - records.length
      records.push(...event.records.slice(0, room))
      skipped += event.skipped + Math.max(0, event.records.length - room)
      wake()
    },
    state(next) {
      state = next
      wake()
    },
  }
  return {
    listener,
    isEmpty: () => records.length === 0 && skipped === 0 && state === null,
    take(): string {
      const text = (state ? eventText('state', state) : '') + (records.length > 0 || skipped > 0 ? eventText('requests', { records, skipped }) : '')
      records = []
      skipped = 0
      state = null
      return text === '' ? ': still here\n\n' : text
    },
    /** Resolves when something comes, or after a time. */
    changed: (mostMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          wake = () => {}
          resolve()
        }
        const timer = setTimeout(done, mostMs)
        signal.addEventListener('abort', done)
        wake = done
      }),
  }
}

/** A live tail as server-sent events, the next one only when the last one was taken; ends when the reader goes. */
export function eventStream(watch: Watch, reader: AbortSignal, times: StreamTimes = TIMES): ReadableStream<Uint8Array> {
  const ended = new AbortController()
  const signal = AbortSignal.any([reader, ended.signal, AbortSignal.timeout(times.longest)])
  const inbox = createInbox()
  const encoder = new TextEncoder()
  let nextAt = 0
  return new ReadableStream({
    start(controller) {
      // What stands between passes the head on with the first bytes.
      controller.enqueue(encoder.encode(': watching\n\n'))
      watch(inbox.listener, signal)
    },
    async pull(controller) {
      if (inbox.isEmpty() && !signal.aborted) await inbox.changed(times.silence, signal)
      while (!signal.aborted && performance.now() < nextAt) await inbox.changed(nextAt - performance.now(), signal)
      nextAt = performance.now() + times.gather
      if (signal.aborted) return controller.close()
      controller.enqueue(encoder.encode(inbox.take()))
    },
    cancel: () => ended.abort(),
  })
}
