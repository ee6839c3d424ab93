import { request as send, type Dispatcher } from 'undici'
import type { Credentials } from './credentials.ts'
import { openTransport, type Reach } from './transport.ts'
import { readEvents, type WatchEvent } from './watch-stream.ts'

export type RequestOptions = {
  query?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Of the body; `application/json` where it is not given. */
  contentType?: string
  accept?: string
  signal?: AbortSignal
  /** How long the server may send nothing, in ms; 30 s where it is not given. */
  timeoutMs?: number
  /** What the server remarks on a request that it takes, such as that a field is deprecated. */
  onWarning?: (text: string) => void
}

export type WatchOptions = {
  signal: AbortSignal
  /** A watch without any byte for so long is taken for a connection that the other side no longer knows. */
  idleMs: number
  /** The server has accepted the watch. */
  onOpen?: () => void
}

/** One cluster as one account sees it: JSON in, JSON out. */
export type Client = {
  /** For messages: without credentials. */
  readonly server: string
  /** The namespace of the context or of the service account. */
  readonly namespace: string
  /** @throws {KubeError} for every answer that is not 2xx, and where there is none */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<T>
  /**
   * The events of one watch. It ends when the server ends it.
   *
   * @throws {KubeError} where the server refuses it, the connection breaks or `idleMs` pass without a byte
   */
  watch(path: string, query: Record<string, string>, options: WatchOptions): AsyncIterable<WatchEvent>
  close(): Promise<void>
}

/** What the API server answered instead of what was asked for. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  /** `Forbidden`, `NotFound`, `Expired`, `Conflict` … as in the Status object; of ours `NoAnswer`, `Idle` and `Aborted`. */
  readonly reason: string
  readonly details: Record<string, unknown>

  constructor(status: number, reason: string, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.reason = reason
    this.details = details
  }
}

type StatusObject = { message?: string; reason?: string; code?: number; details?: Record<string, unknown> }

/** An error from a Status object, as bodies and watch events carry it. */
export function errorFromStatus(status: StatusObject, httpStatus = 0): KubeError {
  const code = status.code ?? httpStatus
  return new KubeError(code, status.reason ?? 'Unknown', status.message ?? `The API server answered ${code}`, status.details ?? {})
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function errorOf(answer: Dispatcher.ResponseData, server: string): Promise<KubeError> {
  const body = parsed(await answer.body.text().catch(() => ''))
  const isStatus = typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status'
  // A gateway in between writes its own page, of which nothing is shown: it may repeat what was sent.
  return isStatus
    ? errorFromStatus(body as StatusObject, answer.statusCode)
    : new KubeError(answer.statusCode, 'Unknown', `${server} answered ${answer.statusCode}`)
}

// The server ended the connection before it looked at the request (RFC 9113 §6.8): after a 401, and now and then by itself.
const isUnprocessed = (cause: unknown): boolean => {
  const { code, message } = cause as NodeJS.ErrnoException
  return code === 'UND_ERR_INFO' && message.includes('"GOAWAY" frame received with code 0')
}

const MAX_UNPROCESSED = 3

// RFC 7234 §5.5, as Kubernetes uses it: `299 - "text"`, several in one field or in fields of their own.
const WARNING = /\b\d{3} \S+ ("(?:[^"\\]|\\.)*")/g

const warningsIn = (field: string | string[] | undefined): string[] =>
  [...String(field ?? '').matchAll(WARNING)].map(([, quoted]) => quoted!.slice(1, -1).replace(/\\(.)/g, '$1'))

const IDLE = new Set(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'])

/** A KubeError of whatever went wrong on the way. */
function noAnswer(cause: unknown, server: string, signal: AbortSignal | undefined): KubeError {
  if (cause instanceof KubeError) return cause
  if (signal?.aborted) return new KubeError(0, 'Aborted', 'The request was ended here')
  // Where a name has several addresses, each attempt has its own error and the whole none.
  const first = cause instanceof AggregateError ? cause.errors[0] : cause
  const { code, message } = first as NodeJS.ErrnoException
  return code !== undefined && IDLE.has(code)
    ? new KubeError(0, 'Idle', `${server} sends nothing any more`)
    : new KubeError(0, 'NoAnswer', `${server} does not answer: ${message}`)
}

/**
 * A client of one cluster. Reads and watches share a few connections (HTTP/2).
 *
 * @param credentials asked before each request, since tokens change; asked to renew them once when the server answers 401
 */
export function openClient({ namespace, reach, credentials }: { namespace: string; reach: Reach; credentials: Credentials }): Client {
  const url = new URL(reach.server)
  const server = `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`
  const transport = openTransport(reach)
  // The last 401, while none was let in since.
  let refusal: KubeError | null = null

  async function exchange(method: string, path: string, options: RequestOptions & { bodyTimeout: number; headersTimeout: number }) {
    const { query, body, contentType, accept, signal, bodyTimeout, headersTimeout } = options
    const search = query && Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''
    const attempt = async () => {
      const { headers, tls } = await credentials.current()
      return send(`${server}${path}${search}`, {
        dispatcher: transport.dispatcher(tls, body === undefined ? 'reads' : 'writes'),
        method: method as Dispatcher.HttpMethod,
        headers: {
          ...headers,
          accept: accept ?? 'application/json',
          'user-agent': 'sluice',
          ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        bodyTimeout,
        headersTimeout,
        ...(signal ? { signal } : {}),
      })
    }
    let mayRenew = credentials.renew !== undefined
    for (let unprocessed = 0; ; ) {
      const answer = await attempt().catch((cause: unknown) => {
        if (!isUnprocessed(cause)) throw cause
        // Its neighbour on the connection was told why.
        if (++unprocessed === MAX_UNPROCESSED) throw refusal ?? cause
        return null
      })
      if (answer === null) continue
      if (answer.statusCode < 300) {
        refusal = null
        return answer
      }
      const error = await errorOf(answer, server)
      if (error.status !== 401) throw error
      refusal = error
      credentials.renew?.()
      if (!mayRenew) throw error
      mayRenew = false
    }
  }

  return {
    server,
    namespace,
    async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
      const timeout = options.timeoutMs ?? 30_000
      try {
        const { body, headers } = await exchange(method, path, { ...options, bodyTimeout: timeout, headersTimeout: timeout })
        if (options.onWarning) warningsIn(headers['warning']).forEach(options.onWarning)
        return (String(headers['content-type']).includes('json') ? await body.json() : await body.text()) as T
      } catch (cause) {
        throw noAnswer(cause, server, options.signal)
      }
    },
    async *watch(path, query, { signal, idleMs, onOpen }) {
      try {
        const options = { query: { ...query, watch: 'true' }, signal, bodyTimeout: idleMs, headersTimeout: Math.min(idleMs, 30_000) }
        const { body } = await exchange('GET', path, options)
        onOpen?.()
        yield* readEvents(body)
      } catch (cause) {
        throw noAnswer(cause, server, signal)
      }
    },
    close: transport.close,
  }
}
