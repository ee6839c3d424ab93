import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { StartError } from '#lib/errors.ts'
import { ProxyReport, type ControllerMessage, type ControllerState } from './protocol.ts'
import { proxyRegistry, type ProxyRegistry } from './proxy-registry.ts'
import { snapshotStream, type SnapshotStream } from './snapshot-stream.ts'

type Publication = Extract<ControllerMessage, { type: 'publication' }>

export type LinkServerOptions = {
  id: string
  host: string
  port: number
  token: string
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

type Hub = { registry: ProxyRegistry; streams: Set<SnapshotStream>; newest: Publication | null }

function openStream(hub: Hub, url: URL, response: ServerResponse, pingMs: number): void {
  const id = url.searchParams.get('proxy') ?? ''
  const stream = snapshotStream(response, url.searchParams.get('digest') ?? '', pingMs)
  hub.streams.add(stream)
  const streamEnded = hub.registry.streamOpened(id)
  response.on('close', () => {
    hub.streams.delete(stream)
    streamEnded()
  })
  if (hub.newest) stream.offer(hub.newest)
}

const stateOf = (hub: Hub, id: string): ControllerState => ({
  id,
  revisions: hub.newest?.revisions ?? {},
  digest: hub.newest?.digest ?? '',
  proxies: hub.registry.proxies(),
})

async function serve(hub: Hub, options: LinkServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isAuthorized(request, options.token)) return answer(response, 401, { message: 'The link token is wrong' })
  const url = new URL(request.url ?? '/', 'http://controller')
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /link/stream':
      return openStream(hub, url, response, options.pingMs ?? 5000)
    case 'POST /link/report':
      hub.registry.report(ProxyReport.parse(await readJson(request)))
      return answer(response, 204)
    case 'POST /link/changed': {
      const { workspace, revision } = Changed.parse(await readJson(request))
      await options.onChanged(workspace, revision)
      return answer(response, 204)
    }
    case 'GET /link/state':
      return answer(response, 200, stateOf(hub, options.id))
    case 'GET /link/counters':
      return answer(response, 200, hub.registry.counters())
    default:
      return answer(response, 404, { message: 'There is no such call on the link' })
  }
}

/**
 * Starts the link server. It speaks plain HTTP, and a snapshot holds private keys: `host` must be a loopback address.
 * @throws {StartError} when the port is taken
 */
export async function startLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const hub: Hub = { registry: proxyRegistry(options.now ?? Date.now), streams: new Set(), newest: null }
  const server = createServer((request, response) => {
    serve(hub, options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else answer(response, 400, { message: (error as Error).message })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `SLUICE_CONTROLLER_PORT ${options.port} is taken by another program on ${options.host}`
      reject(error.code === 'EADDRINUSE' ? new StartError(taken) : error)
    })
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    publish(publication) {
      hub.newest = publication
      for (const stream of hub.streams) stream.offer(publication)
    },
    close() {
      for (const stream of hub.streams) stream.close()
      hub.streams.clear()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      })
    },
  }
}
