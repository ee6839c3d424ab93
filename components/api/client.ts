import { ApiError, toApiError } from './error.ts'

export type Query = Record<string, string | number | boolean | undefined>

export type SendOptions = {
  query?: Query
  body?: unknown
  /** The version that was read; the write fails with STALE_VERSION if there is a newer one. */
  ifMatch?: string
  /** The name must be free. */
  ifNoneMatch?: '*'
  /** Why, for the history. */
  comment?: string
  signal?: AbortSignal
  /** False: a 401 is thrown at once, without asking to sign in. */
  gate?: boolean
}

export type Client = {
  workspace: string
  /** The address of a call, with the workspace. */
  url: (path: string, query?: Query) => string
  get: <T>(path: string, options?: SendOptions) => Promise<T>
  send: <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: SendOptions) => Promise<T>
}

type ClientOptions = {
  workspace: string
  locale: string
  /** Asks to sign in again; true = try the call once more. */
  onUnauthenticated: () => Promise<boolean>
  /** What to say when nothing answers. */
  offlineText?: string
  fetch?: typeof globalThis.fetch
}

const BASE = '/api/v1'

/** The browser's client of `/api/v1`. Every failure is an ApiError. */
export function createClient({ workspace, locale, onUnauthenticated, offlineText = 'No answer from the dashboard', fetch = (...args) => globalThis.fetch(...args) }: ClientOptions): Client {
  const url = (path: string, query: Query = {}) => {
    const search = new URLSearchParams({ workspace })
    for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(key, String(value))
    return `${BASE}${path}?${search}`
  }
  async function call<T>(method: string, path: string, options: SendOptions = {}): Promise<T> {
    const headers: Record<string, string> = { 'accept-language': locale, accept: 'application/json' }
    if (options.body !== undefined) headers['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`
    if (options.ifNoneMatch !== undefined) headers['if-none-match'] = options.ifNoneMatch
    if (options.comment) headers['sluice-comment'] = encodeURIComponent(options.comment)
    const init: RequestInit = { method, headers, credentials: 'same-origin' }
    if (options.body !== undefined) init.body = JSON.stringify(options.body)
    if (options.signal) init.signal = options.signal
    let response: Response
    try {
      response = await fetch(url(path, options.query), init)
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
      throw new ApiError(0, 'OFFLINE', offlineText)
    }
    if (response.status === 401 && options.gate !== false && (await onUnauthenticated())) {
      return call(method, path, { ...options, gate: false })
    }
    if (!response.ok) throw await toApiError(response)
    if (response.status === 204) return undefined as T
    return (await response.json()) as T
  }
  return {
    workspace,
    url,
    get: (path, options) => call('GET', path, options),
    send: (method, path, options) => call(method, path, options),
  }
}
