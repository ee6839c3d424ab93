import { retryDelay, type Timing } from './backoff.ts'
import { errorFromStatus, KubeError, type Client } from './client.ts'
import { objectKeyOf, type Metadata, type ObjectKey } from './objects.ts'
import { pause } from './waker.ts'

export type FollowState = 'listing' | 'following' | 'away' | 'forbidden'

export type FollowStatus = {
  state: FollowState
  /** What the server said or why there is no answer; null while all is well. */
  message: string | null
  /** ISO time at which the state began. */
  since: string
  /** Whether everything was listed once: from then on there is something to serve, whatever the state. */
  isListed: boolean
}

export type FollowOptions<T> = {
  client: Client
  /** Of the list: `/apis/networking.k8s.io/v1/ingresses`. */
  path: string
  /** Selectors. */
  query?: Record<string, string>
  /** What is kept of an object of the list or the watch. */
  keep: (raw: T) => T
  /** After each event and after each list that differs; `before` and `after` are undefined where there was or is none. */
  onChange: (key: ObjectKey, before: T | undefined, after: T | undefined) => void
  onStatus: (now: FollowStatus, before: FollowStatus) => void
  timing: Timing
}

/** The objects of one kind in one scope, kept up to date. */
export type Follower<T> = {
  /** As they are now: the same map each time. */
  objects(): ReadonlyMap<ObjectKey, T>
  status(): FollowStatus
  stop(): Promise<void>
}

type Page<T> = { metadata: { resourceVersion: string; continue?: string }; items: T[] | null }

const isGone = (cause: unknown): boolean => cause instanceof KubeError && (cause.status === 410 || cause.reason === 'Expired')
const isForbidden = (cause: unknown): boolean => cause instanceof KubeError && cause.status === 403

// What a watch has to last for the failures before it to be forgotten, if it brings nothing.
const LASTING_MS = 5000

// Rights that were given a moment ago may not be known to every server yet: what was never read is not given up at once.
const CONVINCING = 3

/**
 * Lists in pages, then watches from there, and goes on from the last version seen when a watch ends or breaks; it lists anew
 * only where the server no longer knows that version. What it holds stays while the server is away
 * (Kubernetes API Concepts, "Efficient detection of changes").
 */
export function follow<T extends { metadata: Metadata }>(options: FollowOptions<T>): Follower<T> {
  const { client, path, query = {}, keep, onChange, onStatus, timing } = options
  const ending = new AbortController()
  const { signal } = ending
  let objects = new Map<ObjectKey, T>()
  let version: string | null = null
  let failures = 0
  let refusals = 0
  let status: FollowStatus = { state: 'listing', message: null, since: new Date(timing.now()).toISOString(), isListed: false }

  const become = (state: FollowState, message: string | null, isListed = status.isListed) => {
    if (status.state === state && status.message === message && status.isListed === isListed) return
    const since = status.state === state ? status.since : new Date(timing.now()).toISOString()
    const before = status
    status = { state, message, since, isListed }
    onStatus(status, before)
  }

  async function list(): Promise<void> {
    const next = new Map<ObjectKey, T>()
    for (let token = '', isLast = false; !isLast; ) {
      const page: Page<T> = await client.request('GET', path, {
        query: { ...query, limit: String(timing.pageSize), ...(token === '' ? {} : { continue: token }) },
        signal,
      })
      for (const raw of page.items ?? []) {
        const key = objectKeyOf({ namespace: raw.metadata.namespace ?? '', name: raw.metadata.name })
        const held = objects.get(key)
        next.set(key, isSame(held, raw) ? held! : keep(raw))
      }
      token = page.metadata.continue ?? ''
      isLast = token === ''
      version = page.metadata.resourceVersion
    }
    const before = objects
    objects = next
    for (const [key, after] of next) if (before.get(key) !== after) onChange(key, before.get(key), after)
    for (const [key, gone] of before) if (!next.has(key)) onChange(key, gone, undefined)
  }

  async function watch(from: string): Promise<void> {
    const [least, most] = timing.watchSeconds
    const seconds = Math.round(least + (most - least) * timing.random())
    const began = timing.now()
    const parameters = { ...query, resourceVersion: from, allowWatchBookmarks: 'true', timeoutSeconds: String(seconds) }
    const onOpen = () => become('following', null)
    const hasLasted = () => timing.now() - began >= LASTING_MS
    try {
      for await (const event of client.watch(path, parameters, { signal, idleMs: timing.idleMs, onOpen })) {
        if (event.type === 'ERROR') throw errorFromStatus(event.object)
        failures = 0
        take(event.type, event.object as unknown as T)
      }
      // A server that ends watches as soon as they begin is not asked without a pause.
      if (!hasLasted()) failures += 1
    } finally {
      if (hasLasted()) failures = 0
    }
  }

  function take(type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK', raw: T): void {
    if (type !== 'BOOKMARK') put(type, raw)
    version = raw.metadata.resourceVersion
  }

  function put(type: 'ADDED' | 'MODIFIED' | 'DELETED', raw: T): void {
    const key = objectKeyOf({ namespace: raw.metadata.namespace ?? '', name: raw.metadata.name })
    const before = objects.get(key)
    const after = type === 'DELETED' ? undefined : keep(raw)
    if (after) objects.set(key, after)
    else objects.delete(key)
    if (before || after) onChange(key, before, after)
  }

  async function step(): Promise<void> {
    if (version === null) {
      // Who was refused or lost the server stays so until an answer comes.
      if (status.state === 'following') become('listing', null)
      try {
        await list()
      } catch (cause) {
        // What came of an unfinished list is no place to go on from.
        version = null
        throw cause
      }
      become(status.state, status.message, true)
    }
    await watch(version!)
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await step()
      } catch (cause) {
        if (signal.aborted) return
        failures += 1
        if (isGone(cause)) version = null
        else if (isForbidden(cause)) become(status.isListed || ++refusals >= CONVINCING ? 'forbidden' : status.state, (cause as Error).message)
        else become('away', (cause as Error).message)
      }
      if (failures > 0) await pause(retryDelay(failures, status.state === 'forbidden', timing), signal)
    }
  }

  const running = run()
  return {
    objects: () => objects,
    status: () => status,
    async stop() {
      ending.abort()
      await running
    },
  }
}

const isSame = (held: { metadata: Metadata } | undefined, raw: { metadata: Metadata }): boolean =>
  held !== undefined && held.metadata.resourceVersion === raw.metadata.resourceVersion && held.metadata.uid === raw.metadata.uid
