import { isDeepStrictEqual } from 'node:util'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { managedBy, type ManagedBy } from '../../managed-by.ts'
import { applyBody, wholeBody } from './apply-body.ts'
import { cleanManifest } from '../show/clean.ts'
import { jsonPatch } from './json-patch.ts'
import { withMark } from './mark.ts'
import { stepOf } from './order.ts'
import { writable } from './server-fields.ts'
import type { Edit, JsonPatch, KubernetesChange, RawObject } from '../types.ts'

/** One call of the API server. Of several for one object, each waits for the one before. */
export type WriteRequest =
  /**
   * Server-side apply onto this version of the object; `absent`: there must be none; `previous`: onto what the request before
   * left. `isWhole`: it says all that is declared, whatever that is by then.
   */
  | { type: 'apply'; body: RawObject; version: string; isWhole?: true }
  | { type: 'patch'; patch: JsonPatch }
  | { type: 'delete'; uid: string; version: string }

/** How one Kubernetes object is written. */
export type Prepared = {
  ref: KubernetesRef
  action: KubernetesChange['action']
  method: KubernetesChange['method']
  /** Who keeps the object that is there. */
  managedBy: ManagedBy
  /** Steps are taken in this order; writes of the same step do not wait for one another. */
  step: number
  before: RawObject | null
  /** With the mark of the change that it belongs to. */
  after: RawObject | null
  requests: readonly WriteRequest[]
}

const isOurs = (raw: RawObject): boolean => managedBy(raw.metadata)?.tool === 'sluice'

/** A patch that fails where the object is another one of the same name. */
const patchOf = (before: RawObject, after: RawObject): WriteRequest => ({
  type: 'patch',
  patch: [{ op: 'test', path: '/metadata/uid', value: before.metadata.uid ?? null }, ...jsonPatch(writable(before), writable(after))],
})

/** How an object of ours is changed: by an apply, or by a patch where something must go that others own. */
export function updateOf(before: RawObject, after: RawObject): WriteRequest {
  const body = applyBody(before, after)
  return body ? { type: 'apply', body, version: before.metadata.resourceVersion ?? '' } : patchOf(before, after)
}

/** Takes an object over as it is. What goes of it must have gone before, since it is others'. */
export const takeOver = (object: RawObject, version: string): WriteRequest => ({
  type: 'apply',
  body: wholeBody(cleanManifest(object, { keepsMark: true })),
  version,
  isWhole: true,
})

function requestsOf(before: RawObject | null, after: RawObject | null): Pick<Prepared, 'action' | 'method' | 'requests'> {
  if (before === null) return { action: 'create', method: 'create', requests: [{ type: 'apply', body: wholeBody(after!), version: 'absent' }] }
  const { uid = '', resourceVersion: version = '' } = before.metadata
  if (after === null) return { action: 'delete', method: 'delete', requests: [{ type: 'delete', uid, version }] }
  if (isOurs(before)) {
    const request = updateOf(before, after)
    return { action: 'update', method: request.type === 'apply' ? 'apply' : 'patch', requests: [request] }
  }
  if (!isOurs(after)) return { action: 'update', method: 'patch', requests: [patchOf(before, after)] }
  return { action: 'update', method: 'apply', requests: [patchOf(before, after), takeOver(after, 'previous')] }
}

/**
 * How edits are sent: which first, by which method, with which mark. Pure. Edits that change nothing are left out.
 *
 * @param options `changeId`: for `sluice.dev/change` of the objects, where several are put
 */
export function prepareRequests(edits: readonly Edit[], { changeId }: { changeId: string }): Prepared[] {
  const changing = edits.filter(({ before, after }) => !isDeepStrictEqual(before && writable(before), after && writable(after)))
  const ordered = changing.map((edit) => ({ ...edit, step: stepOf(edit) })).sort((a, b) => a.step - b.step)
  const puts = ordered.filter(({ after }) => after !== null)
  return ordered.map(({ ref, before, after: wanted, step }) => {
    const mark = puts.length > 1 ? `${changeId} ${1 + puts.findIndex((put) => put.ref === ref)}/${puts.length}` : null
    const after = wanted && withMark(wanted, mark)
    return { ref, managedBy: before && managedBy(before.metadata), step, before, after, ...requestsOf(before, after) }
  })
}
