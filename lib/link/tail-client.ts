import type { ClientRequest, IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import type { Dial } from './dial.ts'
import { TailMessage, type TailEvent, type TailFilter, type TailState } from './requests.ts'

/** Told what a live tail sees. */
export type TailListener = { requests(event: TailEvent): void; state(state: TailState): void }

type Times = { round: number; silence: number }
/** Addresses are looked up anew, and lost streams opened again, once a round. */
const TIMES: Times = { round: 1000, silence: 15_000 }

/** `controller`: empty until it has said who it is. */
type Open = { request: ClientRequest; controller: string; proxies: number }

/** Null: cut short where the stream ended, or of a newer controller. */
function readMessage(text: string): TailMessage | null {
  try {
    return TailMessage.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** @param onEnd called once, whatever became of it */
function openStream(way: Dial, filter: TailFilter, silenceMs: number, onMessage: (message: TailMessage) => void, onEnd: () => void): ClientRequest {
  const request = way.request(`/link/tail?${new URLSearchParams({ filter: JSON.stringify(filter) })}`, 'GET')
  const silence = setTimeout(() => request.destroy(), silenceMs)
  request.on('error', () => {})
  request.once('close', () => {
    clearTimeout(silence)
    onEnd()
  })
  request.once('response', (response: IncomingMessage) => {
    if (response.statusCode !== 200) return request.destroy()
    const lines = createInterface({ input: response })
    lines.on('error', () => {})
    lines.on('line', (text) => {
      silence.refresh()
      const message = readMessage(text)
      if (message) onMessage(message)
    })
  })
  request.end()
  return request
}

/**
 * Watches the requests of all controllers' proxies until the signal. A controller that goes or comes is noticed within a
 * second or two; one with several addresses is asked once.
 * @param ways one to each address that there is now; the same one for the same address
 */
export function watchTail(ways: () => Promise<Dial[]>, filter: TailFilter, listener: TailListener, signal: AbortSignal, times: Times = TIMES): void {
  const streams = new Map<Dial, Open>()
  /** Ways to a controller that another way leads to. */
  const seconds = new Map<Dial, string>()
  let told = ''

  const tellState = () => {
    const named = [...streams.values()].filter(({ controller }) => controller !== '')
    const state: TailState = { controllers: named.length, proxies: named.reduce((sum, { proxies }) => sum + proxies, 0) }
    if (JSON.stringify(state) === told || signal.aborted) return
    told = JSON.stringify(state)
    listener.state(state)
  }
  const isWatched = (controller: string, except?: Dial): boolean =>
    [...streams].some(([way, open]) => way !== except && open.controller === controller)
  const open = (way: Dial) => {
    const onMessage = (message: TailMessage) => {
      const own = streams.get(way)
      if (!own) return
      if (message.type === 'requests') return listener.requests({ records: message.records, skipped: message.skipped })
      if (message.type !== 'state') return
      if (isWatched(message.controller, way)) {
        seconds.set(way, message.controller)
        own.request.destroy()
        return
      }
      own.controller = message.controller
      own.proxies = message.proxies
      tellState()
    }
    const onEnd = () => {
      streams.delete(way)
      tellState()
    }
    streams.set(way, { request: openStream(way, filter, times.silence, onMessage, onEnd), controller: '', proxies: 0 })
  }
  const round = async () => {
    const current = await ways().catch((): Dial[] => [])
    if (signal.aborted) return
    for (const [way, { request }] of streams) if (!current.includes(way)) request.destroy()
    for (const way of current) {
      const first = seconds.get(way)
      if (first !== undefined && isWatched(first)) continue
      seconds.delete(way)
      if (!streams.has(way)) open(way)
    }
    if (streams.size === 0) tellState()
    timer = setTimeout(round, times.round)
  }
  let timer: NodeJS.Timeout | undefined
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const { request } of streams.values()) request.destroy()
  }, { once: true })
  if (!signal.aborted) void round()
}
