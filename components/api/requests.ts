'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Query } from './client.ts'
import { useClient } from './provider.tsx'
import { keys } from './query-keys.ts'

/** What a proxy did with one request. Texts are empty, and `upstreamMs` null, where there is nothing to say. */
export type RequestRecord = {
  id: string
  /** `X-Request-Id` as sent on. */
  requestId: string
  traceId: string
  /** When its head had come; Unix ms. */
  at: number
  durationMs: number
  upstreamMs: number | null
  clientAddress: string
  protocol: 'http' | 'https'
  version: string
  method: string
  host: string
  /** Path and query; values that look like secrets are replaced. */
  target: string
  userAgent: string
  referer: string
  sni: string
  status: number
  bytesIn: number
  bytesOut: number
  listener: string
  workspace: string
  route: string
  side: '' | 'stable' | 'canary'
  service: string
  /** `host:port` of the last try. */
  endpoint: string
  tries: number
  /** Code of the proxy's own answer, or why a response was cut. */
  answer: string
}

/** With the proxy that served it. */
export type TailRecord = RequestRecord & { proxy: string }

/** `failed`: the first condition that was not met. `detail`: what the route wants there; of header and query, the name. */
export type NearestRoute = { workspace: string; route: string; failed: string; detail: string }

/** Requests of one method, host and path that no route took; `record` is the last. `count`: how many at least. */
export type UnmatchedRequest = { record: RequestRecord; nearest: NearestRoute | null; count: number; firstAt: number }

export type RequestBatch = { records: TailRecord[]; skipped: number }
/** Who tells of requests. */
type Watched = { controllers: number; proxies: number }
export type RequestStream = { state: 'connecting' | 'lost' } | { state: 'live'; watched: Watched }

const RETRY_MS = 3_000

/** Requests as the proxies finish them, those that fit `filter`; connects again by itself. */
export function useRequestStream(filter: Query, onBatch: (batch: RequestBatch) => void): RequestStream {
  const client = useClient()
  const [stream, setStream] = useState<RequestStream>({ state: 'connecting' })
  const url = client.url('/requests/stream', filter)
  const receive = useEffectEvent(onBatch)
  // A refused stream does not say why. This call asks to sign in where the session has ended.
  const knock = useEffectEvent(() => client.get('/session').catch(() => undefined))
  useEffect(() => {
    let source: EventSource
    let timer: ReturnType<typeof setTimeout> | undefined
    let liveSince = Number.POSITIVE_INFINITY
    let ended = false
    const open = () => {
      if (ended) return
      source = new EventSource(url, { withCredentials: true })
      // Comes first of all.
      source.addEventListener('state', (event: MessageEvent<string>) => {
        liveSince = Math.min(liveSince, performance.now())
        setStream({ state: 'live', watched: JSON.parse(event.data) as Watched })
      })
      source.addEventListener('requests', (event: MessageEvent<string>) => receive(JSON.parse(event.data) as RequestBatch))
      source.addEventListener('error', again)
    }
    // A stream ends now and then; it is lost only when the next one does not come either.
    const again = () => {
      source.close()
      const hasLasted = performance.now() - liveSince > RETRY_MS
      liveSince = Number.POSITIVE_INFINITY
      if (hasLasted) return open()
      setStream({ state: 'lost' })
      timer = setTimeout(() => void knock().then(open), RETRY_MS)
    }
    open()
    return () => {
      ended = true
      clearTimeout(timer)
      source.close()
    }
  }, [url])
  return stream
}

const EVERY_MS = 3_000

/** The last requests that no route took, newest first. `held`: no new ones for now. */
export function useUnmatched({ held }: { held: boolean }) {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'unmatched'),
    queryFn: ({ signal }) => client.get<{ items: UnmatchedRequest[] }>('/requests/unmatched', { signal }),
    refetchInterval: held ? false : EVERY_MS,
    refetchOnWindowFocus: !held,
  })
}
