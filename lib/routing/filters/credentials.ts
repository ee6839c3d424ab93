import { hash } from 'node:crypto'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'
import type { Shown } from './shown-credentials.ts'

/** Whom a credential speaks for, and its name. */
export type Identity = { consumer: CompiledConsumer; credential: string }

/**
 * The consumers of a workspace by the SHA-256 of what their credentials show, in hex. A lookup by digest says nothing about
 * how much of a secret was right, however long it takes.
 */
export type ConsumerIndex = { passwords: Known; keys: Known }

/** Users of several Secrets of a cluster may show the same; a filter lists those of one. */
type Known = ReadonlyMap<string, readonly Identity[]>

function indexOf(consumers: readonly CompiledConsumer[]): ConsumerIndex {
  const all = (kind: 'passwords' | 'keys'): Known => {
    const known = new Map<string, Identity[]>()
    for (const consumer of consumers) {
      for (const { credential, digest } of consumer[kind]) known.set(digest, [...(known.get(digest) ?? []), { consumer, credential }])
    }
    return known
  }
  return { passwords: all('passwords'), keys: all('keys') }
}

/** @returns an index for each workspace that has consumers */
export const consumerIndexes = (consumers: readonly CompiledConsumer[]): Map<string, ConsumerIndex> =>
  new Map([...Map.groupBy(consumers, ({ workspace }) => workspace)].map(([workspace, own]) => [workspace, indexOf(own)]))

/** The index of one workspace. */
export const consumerIndex = (consumers: readonly CompiledConsumer[], workspace: string): ConsumerIndex =>
  indexOf(consumers.filter((consumer) => consumer.workspace === workspace))

/** Who it is that shows something, one who may pass if there is any; undefined: nobody. */
function identityOf(known: Known | undefined, bytes: string, allowed: ReadonlySet<string> | null): Identity | undefined {
  const all = known?.get(hash('sha256', Buffer.from(bytes, 'latin1'), 'hex'))
  return all && allowed !== null && all.length > 1 ? (all.find(({ consumer }) => allowed.has(consumer.name)) ?? all[0]) : all?.[0]
}

/** `unauthorized`: 401, with the reason for the client · `forbidden`: known, but not among those who may pass. */
export type AuthVerdict = { kind: 'passes' | 'forbidden'; identity: Identity } | { kind: 'unauthorized'; message: string }

const NOBODY: AuthVerdict = { kind: 'unauthorized', message: 'Unauthorized' }

/**
 * Whether what a request shows lets it pass.
 * @param known undefined: the workspace has no consumers, and nobody passes
 * @param allowed names of consumers; null: all
 * @param what of the credential, for the messages
 */
export function authVerdict(
  shown: Shown, known: Known | undefined, allowed: ReadonlySet<string> | null, what: string,
): AuthVerdict {
  if (shown.kind === 'missing') return { kind: 'unauthorized', message: `No ${what} found in request` }
  if (shown.kind === 'repeated') return { kind: 'unauthorized', message: `Duplicate ${what} found` }
  const identity = identityOf(known, shown.bytes, allowed)
  if (identity === undefined) return NOBODY
  return { kind: allowed === null || allowed.has(identity.consumer.name) ? 'passes' : 'forbidden', identity }
}
