import type { Timing } from './backoff.ts'
import type { Client } from './client.ts'
import { follow, type FollowStatus, type Follower } from './follow.ts'
import type { Metadata, ObjectKey } from './objects.ts'

export type PartStatus = FollowStatus & { objects: number }

/** All objects of one kind in the namespaces that are read, each namespace followed by itself. */
export type Part<T> = {
  /** A map that does not change any more; the same one until an object does. */
  objects(): ReadonlyMap<ObjectKey, T>
  status(): PartStatus
  /** Each scope was listed or is refused; `hasAny`: and at least one was listed. */
  isSettled(): boolean
  hasAny(): boolean
  stop(): Promise<void>
}

export type PartOptions<T> = {
  client: Client
  /** `/apis/networking.k8s.io/v1`. */
  api: string
  /** `ingresses`. */
  resource: string
  /** Empty: one list of the whole cluster. */
  namespaces: readonly string[]
  query?: Record<string, string>
  keep: (raw: T) => T
  onChange: (before: T | undefined, after: T | undefined) => void
  /** `isNews`: a scope was listed for the first time, so that its objects are known, be there any or none. */
  onStatus: (isNews: boolean) => void
  timing: Timing
}

// The worst of the scopes is shown.
const WORST = ['forbidden', 'away', 'listing', 'following'] as const

export function mergeStatus(all: readonly FollowStatus[]): FollowStatus {
  const state = WORST.find((candidate) => all.some((status) => status.state === candidate)) ?? 'following'
  const same = all.filter((status) => status.state === state)
  const since = same.map((status) => status.since).sort()[0] ?? ''
  return { state, message: same.find(({ message }) => message !== null)?.message ?? null, since, isListed: all.every(({ isListed }) => isListed) }
}

export const pathOf = (api: string, resource: string, namespace: string): string =>
  namespace === '' ? `${api}/${resource}` : `${api}/namespaces/${namespace}/${resource}`

export function openPart<T extends { metadata: Metadata }>(options: PartOptions<T>): Part<T> {
  const { client, api, resource, namespaces, query, keep, onChange, onStatus, timing } = options
  let snapshot: ReadonlyMap<ObjectKey, T> | null = null
  const changed = (_key: ObjectKey, before: T | undefined, after: T | undefined) => {
    snapshot = null
    onChange(before, after)
  }
  const moved = (now: FollowStatus, before: FollowStatus) => onStatus(now.isListed !== before.isListed)
  const followers: Follower<T>[] = (namespaces.length === 0 ? [''] : namespaces).map((namespace) =>
    follow({ client, path: pathOf(api, resource, namespace), ...(query ? { query } : {}), keep, onChange: changed, onStatus: moved, timing }),
  )
  return {
    objects: () => (snapshot ??= new Map(followers.flatMap((follower) => [...follower.objects()]))),
    status: () => ({
      ...mergeStatus(followers.map((follower) => follower.status())),
      objects: followers.reduce((sum, follower) => sum + follower.objects().size, 0),
    }),
    isSettled: () => followers.every((follower) => follower.status().isListed || follower.status().state === 'forbidden'),
    hasAny: () => followers.some((follower) => follower.status().isListed),
    stop: async () => void (await Promise.all(followers.map((follower) => follower.stop()))),
  }
}
