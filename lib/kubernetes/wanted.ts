import type { Timing } from './backoff.ts'
import type { Client } from './client.ts'
import { follow, type FollowStatus, type Follower } from './follow.ts'
import type { Metadata, ObjectKey } from './objects.ts'
import { mergeStatus, pathOf, type PartStatus } from './part.ts'

/** Single objects, each followed by its name: rights by `resourceNames` are enough, and no other object is read. */
export type Wanted<T> = {
  /** Of those that are wanted, what is known; the same map until something changes. */
  objects(): ReadonlyMap<ObjectKey, T | 'absent' | 'forbidden'>
  want(keys: ReadonlySet<ObjectKey>): void
  status(): PartStatus
  /** Each one is known, be it that it is not there or may not be read. */
  isSettled(): boolean
  stop(): Promise<void>
}

export type WantedOptions<T> = {
  client: Client
  resource: 'secrets' | 'configmaps'
  keep: (raw: T) => T
  onChange: () => void
  onStatus: () => void
  timing: Timing
  /** ISO time, for a state without any object. */
  since: string
}

const isKnown = ({ isListed, state }: FollowStatus): boolean => isListed || state === 'forbidden'

export function openWanted<T extends { metadata: Metadata }>({ client, resource, keep, onChange, onStatus, timing, since }: WantedOptions<T>): Wanted<T> {
  const followers = new Map<ObjectKey, Follower<T>>()
  const ending = new Set<Promise<void>>()
  let snapshot: ReadonlyMap<ObjectKey, T | 'absent' | 'forbidden'> | null = null

  const changed = () => {
    snapshot = null
    onChange()
  }
  const moved = (now: FollowStatus, before: FollowStatus) => (isKnown(now) === isKnown(before) ? onStatus() : changed())
  const start = (key: ObjectKey): Follower<T> => {
    const [namespace, name] = key.split('/') as [string, string]
    const path = pathOf('/api/v1', resource, namespace)
    return follow({ client, path, query: { fieldSelector: `metadata.name=${name}` }, keep, onChange: changed, onStatus: moved, timing })
  }
  const end = (follower: Follower<T>) => {
    const stopping = follower.stop()
    ending.add(stopping)
    void stopping.finally(() => ending.delete(stopping))
  }
  const known = ([key, follower]: [ObjectKey, Follower<T>]): [ObjectKey, T | 'absent' | 'forbidden'][] => {
    const status = follower.status()
    // What was read once stays, whatever becomes of the right to read it.
    return isKnown(status) ? [[key, follower.objects().get(key) ?? (status.isListed ? 'absent' : 'forbidden')]] : []
  }

  return {
    objects: () => (snapshot ??= new Map([...followers].flatMap(known))),
    want(keys) {
      for (const [key, follower] of followers) {
        if (keys.has(key)) continue
        followers.delete(key)
        end(follower)
        changed()
      }
      for (const key of keys) if (!followers.has(key)) followers.set(key, start(key))
    },
    status() {
      const all = [...followers.values()].map((follower) => follower.status())
      const merged = all.length === 0 ? { state: 'following' as const, message: null, since, isListed: true } : mergeStatus(all)
      return { ...merged, objects: [...followers.values()].reduce((sum, follower) => sum + follower.objects().size, 0) }
    },
    isSettled: () => [...followers.values()].every((follower) => isKnown(follower.status())),
    async stop() {
      for (const follower of followers.values()) end(follower)
      await Promise.all(ending)
    },
  }
}
