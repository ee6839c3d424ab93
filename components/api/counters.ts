'use client'
import { useCallback, useSyncExternalStore } from 'react'
import { useClient } from './provider.tsx'
import type { CounterSet } from './types.ts'

export type CounterHistory = { sets: readonly CounterSet[]; state: 'connecting' | 'live' | 'lost' }

const KEEP = 121
const EMPTY: CounterHistory = { sets: [], state: 'connecting' }

type Stream = { history: CounterHistory; listeners: Set<() => void>; source: EventSource; closing?: ReturnType<typeof setTimeout> }

// One connection for all charts of a page: browsers allow six to a host over HTTP/1.1.
const streams = new Map<string, Stream>()
const LINGER_MS = 5_000

function open(url: string): Stream {
  const source = new EventSource(url, { withCredentials: true })
  const stream: Stream = { history: EMPTY, listeners: new Set(), source }
  const set = (history: CounterHistory) => {
    stream.history = history
    stream.listeners.forEach((listener) => listener())
  }
  source.addEventListener('message', (event: MessageEvent<string>) => {
    const next = JSON.parse(event.data) as CounterSet
    set({ sets: [...stream.history.sets, next].slice(-KEEP), state: 'live' })
  })
  source.addEventListener('error', () => set({ ...stream.history, state: 'lost' }))
  streams.set(url, stream)
  return stream
}

function subscribe(url: string, listener: () => void): () => void {
  const stream = streams.get(url) ?? open(url)
  clearTimeout(stream.closing)
  stream.listeners.add(listener)
  return () => {
    stream.listeners.delete(listener)
    if (stream.listeners.size > 0) return
    stream.closing = setTimeout(() => {
      stream.source.close()
      streams.delete(url)
    }, LINGER_MS)
  }
}

/** The counters of the last two minutes, one set a second, live. Rates come from `rateBetween`. */
export function useCounters(): CounterHistory {
  const url = useClient().url('/metrics/routes/stream')
  return useSyncExternalStore(
    useCallback((listener) => subscribe(url, listener), [url]),
    () => streams.get(url)?.history ?? EMPTY,
    () => EMPTY,
  )
}
