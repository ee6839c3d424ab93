import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { StartError } from '#lib/errors.ts'
import type { Log } from '../log.ts'
import { answerTo, readQuestion } from './admission-review.ts'
import type { Material } from './material.ts'
import { review, type Scene, type Verdict } from './review.ts'

/** The HTTPS server that the API server asks before it stores an Ingress. */
export type WebhookServer = {
  port: number
  /** Shows this certificate from now on, to new connections; idle ones are closed. */
  show(material: Material): void
  counts(): Counts
  close(): Promise<void>
}

/** Since the start. `failed`: questions that could not be judged, and were let in. */
export type Counts = { asked: number; refused: number; warned: number; failed: number }

export type ServerOptions = {
  host: string
  port: number
  /** What the workspace knows now; null: it is not served, or was not read yet. */
  sceneOf: (workspace: string) => Scene | null
  log: Log
}

/** Two objects of at most 3 MiB each, which is the most that an API server takes. */
const MOST_BODY_BYTES = 8 * 1024 * 1024
/** The API server waits 30 s at most. */
const REQUEST_MS = 10_000
/** Longer than Go keeps an idle connection, which is 90 s: the one who asks closes it. */
const IDLE_MS = 100_000
const MOST_CONNECTIONS = 256
const PATH = /^\/ingresses\/([^/?]+)\/([^/?]+)(?:\?|$)/

/** The path that is asked for a workspace. */
export const pathFor = ({ token }: Material, workspace: string): string => `/ingresses/${token}/${encodeURIComponent(workspace)}`

const isEqual = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

class TooLarge extends Error {}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) throw new TooLarge('The body is too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  // Whoever does not know what to ask for holds no connection that the API server may need.
  if (status !== 200) response.shouldKeepAlive = false
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/**
 * Starts it; nobody is answered before it has a certificate to show.
 * @throws {StartError} when the port is taken
 */
export async function startWebhookServer({ host, port, sceneOf, log }: ServerOptions): Promise<WebhookServer> {
  const counts: Counts = { asked: 0, refused: 0, warned: 0, failed: 0 }
  let shown: Material | null = null

  function judge(workspace: string, asked: NonNullable<ReturnType<typeof readQuestion>['asked']>): Verdict {
    const scene = sceneOf(workspace)
    if (!scene) return { allowed: true, warnings: ['Sluice has not read this cluster yet, and did not check this Ingress'] }
    const { namespace, name } = asked.object.metadata
    try {
      const verdict = review(asked, scene)
      if (!verdict.allowed) log.info({ workspace, ingress: `${namespace}/${name}`, message: verdict.message }, 'an Ingress is refused')
      return verdict
    } catch (err) {
      // A fault of ours is no reason to keep anybody from working.
      counts.failed += 1
      log.error({ err, workspace, ingress: `${namespace}/${name}` }, 'an Ingress could not be checked')
      return { allowed: true, warnings: ['Sluice could not check this Ingress'] }
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request
    if (method === 'GET' && url === '/healthz') return send(response, 200, 'ok\n')
    const [, token, workspace] = PATH.exec(url) ?? []
    if (!token || !workspace || !shown || !isEqual(token, shown.token)) return send(response, 404, 'There is nothing here\n')
    if (method !== 'POST') return send(response, 405, 'Ask by POST\n')
    const question = readQuestion(await readBody(request))
    const { asked } = question
    counts.asked += 1
    const verdict: Verdict = asked ? judge(decodeURIComponent(workspace), asked) : { allowed: true, warnings: [] }
    if (!verdict.allowed) counts.refused += 1
    if (verdict.warnings.length > 0) counts.warned += 1
    send(response, 200, JSON.stringify(answerTo(question, verdict)), 'application/json')
  }

  const server = https.createServer({ minVersion: 'TLSv1.2', handshakeTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, keepAliveTimeout: IDLE_MS }, (request, response) => {
    serve(request, response).catch((error: Error) => {
      if (response.headersSent) return response.destroy()
      send(response, error instanceof TooLarge ? 413 : 400, 'This is no AdmissionReview of admission.k8s.io/v1\n')
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  // Handshakes fail for who does not trust us yet, and until there is a certificate.
  server.on('tlsClientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new StartError(`SLUICE_WEBHOOK_PORT ${port} cannot be listened on: ${error.message}`)))
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    show(material) {
      server.setSecureContext({ cert: material.server.cert, key: material.server.key, minVersion: 'TLSv1.2' })
      if (shown) server.closeIdleConnections()
      shown = material
    },
    counts: () => ({ ...counts }),
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), 1000)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
