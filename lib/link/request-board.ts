import type { ServerResponse } from 'node:http'
import { newestTo } from './newest-to.ts'
import type { ControllerMessage } from './protocol.ts'
import { MOST_TAILS, type ControllerUnmatched, type RequestsReport, type TailBatch, type TailFilter, type TailMessage } from './requests.ts'
import { tailKey } from './tail-filter.ts'

/** What a controller knows of single requests: who watches, and what its proxies tell. */
export type RequestBoard = {
  /** A stream to a proxy that takes tails; told of them until it closes. */
  proxyOpened(stream: ServerResponse): void
  report(proxy: string, report: RequestsReport): void
  /** Sends what fits the filter until the response closes. False: too many are watched already, and nothing is sent. */
  watch(filter: TailFilter, response: ServerResponse): boolean
  /** @param known the proxies there are */
  unmatched(known: readonly { id: string }[]): ControllerUnmatched['proxies']
  close(): void
}

/** One who watches. What does not fit into its socket is skipped, and counted. */
type Watcher = { response: ServerResponse; tellState: () => void; skipped: number }
type Watched = { filter: TailFilter; watchers: Set<Watcher> }

const MOST_WATCHERS = 200
/** A proxy may tell of its requests before its first report; after so long it is one that has gone. */
const FORGOTTEN_AFTER_MS = 60_000

const line = (message: TailMessage | ControllerMessage): string => `${JSON.stringify(message)}\n`

/**
 * @param controller its id
 * @param pingMs silence on a watcher's stream after which a ping is sent
 * @param now Unix time in milliseconds
 */
export function requestBoard(controller: string, pingMs: number, now: () => number): RequestBoard {
  /** How each proxy is told the tails. */
  const proxies = new Set<() => void>()
  const tails = new Map<string, Watched>()
  const unmatched = new Map<string, ControllerUnmatched['proxies'][number]>()

  const watchers = () => [...tails.values()].flatMap((tail) => [...tail.watchers])
  const tailsMessage = () => line({ type: 'tails', tails: [...tails].map(([id, { filter }]) => ({ id, filter })) })
  const stateMessage = () => line({ type: 'state', controller, proxies: proxies.size })
  const tellProxies = () => proxies.forEach((tell) => tell())
  const tellWatchers = () => watchers().forEach(({ tellState }) => tellState())

  const pass = (proxy: string, { tail, records, skipped }: TailBatch) => {
    for (const watcher of tails.get(tail)?.watchers ?? []) {
      if (watcher.response.writableNeedDrain) {
        watcher.skipped += records.length + skipped
        continue
      }
      const named = records.map((record) => ({ ...record, proxy }))
      watcher.response.write(line({ type: 'requests', records: named, skipped: skipped + watcher.skipped }))
      watcher.skipped = 0
    }
  }
  return {
    proxyOpened(stream) {
      const tell = newestTo(stream, tailsMessage)
      proxies.add(tell)
      stream.once('close', () => {
        proxies.delete(tell)
        tellWatchers()
      })
      if (tails.size > 0) tell()
      tellWatchers()
    },
    report(proxy, report) {
      if (report.unmatched) unmatched.set(proxy, { proxy, at: now(), items: report.unmatched })
      for (const batch of report.tails) pass(proxy, batch)
    },
    watch(filter, response) {
      const id = tailKey(filter)
      const tail = tails.get(id) ?? { filter, watchers: new Set() }
      if ((tails.size >= MOST_TAILS && !tails.has(id)) || watchers().length >= MOST_WATCHERS) return false
      const watcher: Watcher = { response, tellState: newestTo(response, stateMessage), skipped: 0 }
      tail.watchers.add(watcher)
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
      response.write(stateMessage())
      const ping = setInterval(() => {
        if (!response.writableNeedDrain) response.write(line({ type: 'ping' }))
      }, pingMs)
      response.on('error', () => response.destroy())
      response.once('close', () => {
        clearInterval(ping)
        tail.watchers.delete(watcher)
        if (tail.watchers.size > 0 || tails.get(id) !== tail) return
        tails.delete(id)
        tellProxies()
      })
      if (!tails.has(id)) {
        tails.set(id, tail)
        tellProxies()
      }
      return true
    },
    unmatched(known) {
      const ids = new Set(known.map(({ id }) => id))
      for (const [proxy, { at }] of unmatched) if (!ids.has(proxy) && now() - at >= FORGOTTEN_AFTER_MS) unmatched.delete(proxy)
      return [...unmatched.values()].filter(({ proxy }) => ids.has(proxy))
    },
    close() {
      for (const { response } of watchers()) response.end()
    },
  }
}
