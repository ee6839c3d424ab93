import { KubeError, type Client } from '../../client.ts'
import { FIELD_MANAGER } from '../../status.ts'
import { getRaw, objectPath } from './api.ts'
import { failureOf, type Failure } from '../refusals/failure.ts'
import { rebased } from './rebase.ts'
import { takeOver, updateOf, type Prepared, type WriteRequest } from './requests.ts'
import { isSameButStatus } from './server-fields.ts'
import type { RawObject } from '../types.ts'

export type Sent =
  /** `object`: as the API server answered; null: it is gone. */
  | { kind: 'sent'; object: RawObject | null }
  /** `changed`: what an earlier request for the same object had made of it; null: nothing was done. */
  | { kind: 'failed'; failure: Failure; changed: RawObject | null }

export type SendOptions = { dryRun: boolean; onWarning: (text: string) => void }

const APPLY = 'application/apply-patch+yaml'
const JSON_PATCH = 'application/json-patch+json'
const TIMEOUT_MS = 10_000
const MAX_TRIES = 8

/** No object has this version, so that an apply with it makes one where there is none, and is refused as a conflict where there is one. */
const VERSION_OF_NONE = '1'

const versionFor = (version: string, previous: RawObject | null): string =>
  version === 'absent' ? VERSION_OF_NONE : version === 'previous' ? (previous?.metadata.resourceVersion ?? '') : version

function call(client: Client, { ref }: Prepared, request: WriteRequest, previous: RawObject | null, { dryRun, onWarning }: SendOptions): Promise<RawObject> {
  const path = objectPath(ref)
  const common = { onWarning, timeoutMs: TIMEOUT_MS }
  if (request.type === 'delete') {
    // With a body, the API server does not look at the query.
    const wish = { apiVersion: 'v1', kind: 'DeleteOptions', ...(dryRun ? { dryRun: ['All'] } : {}) }
    return client.request('DELETE', path, { ...common, body: { ...wish, preconditions: { uid: request.uid, resourceVersion: request.version } } })
  }
  const writing = { ...(dryRun ? { dryRun: 'All' } : {}), fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' }
  if (request.type === 'patch') return client.request('PATCH', path, { ...common, query: writing, body: request.patch, contentType: JSON_PATCH })
  const { metadata, ...body } = request.body
  const resourceVersion = versionFor(request.version, previous)
  const options = { ...common, query: { ...writing, force: 'true' }, body: { ...body, metadata: { ...metadata, resourceVersion } }, contentType: APPLY }
  return client.request('PATCH', path, options)
}

const isConflict = (error: unknown): boolean => error instanceof KubeError && error.status === 409
const isGone = (error: unknown): boolean => error instanceof KubeError && error.status === 404
// Webhooks that do not declare that they have no side effects are not asked in a dry run; the API server refuses it then.
const cannotRehearse = (error: unknown): error is KubeError => error instanceof KubeError && error.message.includes('does not support dry run')

/**
 * The request for the version of the object that is there now, where what it changes is as it was; null: it is not, so that
 * whoever asked must look again.
 */
async function renewed(client: Client, { ref, before, after }: Prepared, request: WriteRequest): Promise<WriteRequest | null> {
  // It names no version: too many others wrote at the same time.
  if (request.type === 'patch') return request
  if (before === null || request.version === 'absent') return null
  const now = await getRaw(client, ref, TIMEOUT_MS)
  if (now === null || now.metadata.uid !== before.metadata.uid) return null
  const { resourceVersion = '' } = now.metadata
  if (request.type === 'delete') return isSameButStatus(now, before) ? { ...request, version: resourceVersion } : null
  if (request.isWhole) return takeOver(now, resourceVersion)
  const moved = after && rebased(before, after, now)
  return moved && updateOf(now, moved)
}

type Answer = { kind: 'sent'; object: RawObject | null } | { kind: 'failed'; failure: Failure }

/** One request, sent again where others wrote something else of its object meanwhile. */
async function sendOne(client: Client, prepared: Prepared, first: WriteRequest, previous: RawObject | null, options: SendOptions): Promise<Answer> {
  for (let request = first, tries = 1; ; tries += 1) {
    try {
      const answer = await call(client, prepared, request, previous, options)
      return { kind: 'sent', object: request.type === 'delete' ? null : answer }
    } catch (error) {
      if (request.type === 'delete' && isGone(error)) return { kind: 'sent', object: null }
      if (options.dryRun && cannotRehearse(error)) {
        options.onWarning(error.message)
        return { kind: 'sent', object: prepared.after }
      }
      const failure = failureOf(error, prepared.ref, request)
      if (!isConflict(error) || tries === MAX_TRIES) return { kind: 'failed', failure }
      const next = await renewed(client, prepared, request).catch(() => null)
      if (!next) return { kind: 'failed', failure }
      request = next
    }
  }
}

/** All requests for one object, one after another. */
export async function send(client: Client, prepared: Prepared, options: SendOptions): Promise<Sent> {
  let object: RawObject | null = prepared.before
  for (const [index, request] of prepared.requests.entries()) {
    const answer = await sendOne(client, prepared, request, object, options)
    if (answer.kind === 'failed') return { ...answer, changed: index > 0 && !options.dryRun ? object : null }
    object = answer.object
  }
  return { kind: 'sent', object }
}
