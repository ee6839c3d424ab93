import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { HealthReport, Mark } from './health.ts'
import { healthBoard, type HealthBoard } from './health-board.ts'
import { createListener, limitedRefusals, listen, type Listening, type Refused } from './listener.ts'
import { ProxyReport, type ControllerCounters, type ControllerMessage, type ControllerState } from './protocol.ts'
import { proxyRegistry, type ProxyRegistry } from './proxy-registry.ts'
import { requestBoard, type RequestBoard } from './request-board.ts'
import { RequestsReport, TailFilter } from './requests.ts'
import { recentSnapshots, type RecentSnapshots } from './recent-snapshots.ts'
import { snapshotStream, type SnapshotStream } from './snapshot-stream.ts'

type Publication = Extract<ControllerMessage, { type: 'publication' }>

export type LinkServerOptions = Listening & {
  id: string
  /** Called when a dashboard committed; resolves when that revision is published or could not be. */
  onChanged: (workspace: string, revision: number) => Promise<void>
  now?: () => number
  /** Silence on a stream, in milliseconds, after which a ping is sent. */
  pingMs?: number
}

/** The controller's end of the link. */
export type LinkServer = { port: number; publish(publication: Publication): void; close(): Promise<void> }

/** A report carries the counters of up to some ten thousand targets. */
const MOST_BODY_BYTES = 32 * 1024 * 1024

const Changed = z.object({ workspace: z.string(), revision: z.number() })

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) throw new Error('The body is too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

const text = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${body}\n`)
}

type Hub = { registry: ProxyRegistry; requests: RequestBoard; health: HealthBoard; streams: Set<SnapshotStream>; newest: Publication | null; recent: RecentSnapshots; refused: Refused }

function openStream(hub: Hub, url: URL, response: ServerResponse, pingMs: number): void {
  const id = url.searchParams.get('proxy') ?? ''
  const deltaFrom = url.searchParams.has('deltas') ? hub.recent.deltaFrom : null
  const stream = snapshotStream(response, { held: url.searchParams.get('digest') ?? '', pingMs, deltaFrom })
  hub.streams.add(stream)
  const streamEnded = hub.registry.streamOpened(id)
  response.on('close', () => {
    hub.streams.delete(stream)
    streamEnded()
  })
  if (hub.newest) stream.offer(hub.newest)
  if (url.searchParams.has('tails')) hub.requests.proxyOpened(response)
  if (url.searchParams.has('marks')) hub.health.proxyOpened(response)
}

function openTail(hub: Hub, url: URL, response: ServerResponse): void {
  const filter = TailFilter.parse(JSON.parse(url.searchParams.get('filter') ?? '{}'))
  if (!hub.requests.watch(filter, response)) answer(response, 429, { message: 'Too many live tails are open' })
}

const stateOf = (hub: Hub, id: string): ControllerState => ({
  id,
  revisions: hub.newest?.revisions ?? {},
  digest: hub.newest?.digest ?? '',
  proxies: hub.registry.proxies(),
})

/** A kubelet has no token. */
function answerProbe({ newest }: Hub, { method, url }: IncomingMessage, response: ServerResponse): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (url === '/healthz') text(response, 200, 'ok')
  else if (url === '/readyz') text(response, newest ? 200 : 503, newest ? 'ready' : 'nothing has been published yet')
  else return false
  return true
}

const countersOf = ({ registry }: Hub, controller: string, withProcesses: boolean): ControllerCounters => ({
  controller,
  ...registry.counters(withProcesses),
})

async function serve(hub: Hub, options: LinkServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (answerProbe(hub, request, response)) return
  if (!isAuthorized(request, options.token)) {
    hub.refused('a wrong link token', request.socket.remoteAddress)
    return answer(response, 401, { message: 'The link token is wrong' })
  }
  const url = new URL(request.url ?? '/', 'http://controller')
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /link/stream':
      return openStream(hub, url, response, options.pingMs ?? 5000)
    case 'POST /link/report':
      hub.registry.report(ProxyReport.parse(await readJson(request)))
      return answer(response, 204)
    case 'POST /link/requests':
      hub.requests.report(url.searchParams.get('proxy') ?? '', RequestsReport.parse(await readJson(request)))
      return answer(response, 204)
    case 'POST /link/targets':
      hub.health.report(url.searchParams.get('proxy') ?? '', HealthReport.parse(await readJson(request)))
      return answer(response, 204)
    case 'POST /link/health':
      hub.health.mark([Mark.parse(await readJson(request))])
      return answer(response, 204)
    case 'GET /link/health': {
      const upstream = { workspace: url.searchParams.get('workspace') ?? '', name: url.searchParams.get('upstream') ?? '' }
      return answer(response, 200, { controller: options.id, ...hub.health.of(upstream, hub.registry.proxies()) })
    }
    case 'GET /link/tail':
      return openTail(hub, url, response)
    case 'GET /link/unmatched':
      return answer(response, 200, { controller: options.id, proxies: hub.requests.unmatched(hub.registry.proxies()) })
    case 'POST /link/changed': {
      const { workspace, revision } = Changed.parse(await readJson(request))
      await options.onChanged(workspace, revision)
      return answer(response, 204)
    }
    case 'GET /link/state':
      return answer(response, 200, stateOf(hub, options.id))
    case 'GET /link/counters':
      return answer(response, 200, countersOf(hub, options.id, url.searchParams.has('processes')))
    default:
      return answer(response, 404, { message: 'There is no such call on the link' })
  }
}

/**
 * Starts the link server: plain HTTP on loopback, TLS on any other address, since a snapshot holds private keys.
 * `/healthz` and `/readyz` (ready once something was published) answer without the token.
 * @throws {StartError} when the port is taken, or the certificate cannot be used
 */
export async function startLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const now = options.now ?? Date.now
  const requests = requestBoard(options.id, options.pingMs ?? 5000, now)
  const hub: Hub = {
    registry: proxyRegistry(now), requests, health: healthBoard(now), streams: new Set(), newest: null, recent: recentSnapshots(), refused: limitedRefusals(options),
  }
  const server = createListener(options, hub.refused, (request, response) => {
    serve(hub, options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else answer(response, 400, { message: (error as Error).message })
    })
  })
  await listen(server, options).catch((error: unknown) => {
    server.close()
    throw error
  })
  return {
    port: (server.address() as AddressInfo).port,
    publish(publication) {
      hub.newest = publication
      if (publication.snapshot !== undefined) hub.recent.published(publication.digest, publication.snapshot)
      for (const stream of hub.streams) stream.offer(publication)
    },
    close() {
      for (const stream of hub.streams) stream.close()
      hub.streams.clear()
      requests.close()
      return new Promise((resolve) => {
        // What becomes idle later would be kept for the next request.
        const cut = setTimeout(() => server.closeAllConnections(), 1000)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
      })
    },
  }
}
