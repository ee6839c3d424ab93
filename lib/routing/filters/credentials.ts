import { hash } from 'node:crypto'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'
import type { Shown } from './shown-credentials.ts'

/** Whom a credential speaks for, and its name. */
export type Identity = { consumer: CompiledConsumer; credential: string }

/**
 * The consumers of a workspace by the SHA-256 of what their credentials show, in hex. A lookup by digest says nothing about
 * how much of a secret was right, however long it takes.
 */
export type ConsumerIndex = { passwords: ReadonlyMap<string, Identity>; keys: ReadonlyMap<string, Identity> }

function indexOf(consumers: readonly CompiledConsumer[]): ConsumerIndex {
  const all = (kind: 'passwords' | 'keys') =>
    new Map(consumers.flatMap((consumer) => consumer[kind].map(({ credential, digest }) => [digest, { consumer, credential }])))
  return { passwords: all('passwords'), keys: all('keys') }
}

/** @returns an index for each workspace that has consumers */
export const consumerIndexes = (consumers: readonly CompiledConsumer[]): Map<string, ConsumerIndex> =>
  new Map([...Map.groupBy(consumers, ({ workspace }) => workspace)].map(([workspace, own]) => [workspace, indexOf(own)]))

/** The index of one workspace. */
export const consumerIndex = (consumers: readonly CompiledConsumer[], workspace: string): ConsumerIndex =>
  indexOf(consumers.filter((consumer) => consumer.workspace === workspace))

/** Who it is that shows something; undefined: nobody. */
const identityOf = (known: ReadonlyMap<string, Identity> | undefined, bytes: string): Identity | undefined =>
  known?.get(hash('sha256', Buffer.from(bytes, 'latin1'), 'hex'))

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
  shown: Shown, known: ReadonlyMap<string, Identity> | undefined, allowed: ReadonlySet<string> | null, what: string,
): AuthVerdict {
  if (shown.kind === 'missing') return { kind: 'unauthorized', message: `No ${what} found in request` }
  if (shown.kind === 'repeated') return { kind: 'unauthorized', message: `Duplicate ${what} found` }
  const identity = identityOf(known, shown.bytes)
  if (identity === undefined) return NOBODY
  return { kind: allowed === null || allowed.has(identity.consumer.name) ? 'passes' : 'forbidden', identity }
}
