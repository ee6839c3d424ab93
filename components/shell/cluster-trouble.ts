import type { ClusterState } from '#components/api/types.ts'

export type ClusterTrouble =
  | { kind: 'unconnected'; message: string }
  | { kind: 'away'; since: string; message: string | null }
  | { kind: 'forbidden'; parts: string[]; message: string | null }

/** Without the right to read classes they are compared by name, as in an installation of one namespace. */
const OPTIONAL = ['ingressClasses']

/** A watch that ended is begun again within this time; only what lasts is worth a word. */
const PASSING_MS = 5_000

/**
 * What a reader of this cluster's objects has to know: why they may be old, or incomplete. The worst alone.
 * @param now milliseconds
 */
export function clusterTrouble({ error, parts }: ClusterState, now: number = Date.now()): ClusterTrouble | null {
  if (error !== null) return { kind: 'unconnected', message: error }
  const named = Object.entries(parts)
  const away = named.filter(([, { state, since }]) => state === 'away' && now - Date.parse(since) >= PASSING_MS).map(([, part]) => part)
  if (away.length > 0) {
    const [first] = away.toSorted((a, b) => (a.since < b.since ? -1 : 1))
    return { kind: 'away', since: first!.since, message: first!.message }
  }
  const forbidden = named.filter(([name, { state }]) => state === 'forbidden' && !OPTIONAL.includes(name))
  if (forbidden.length === 0) return null
  return { kind: 'forbidden', parts: forbidden.map(([name]) => name), message: forbidden[0]![1].message }
}
