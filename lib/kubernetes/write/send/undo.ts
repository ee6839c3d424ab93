import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Client } from '../../client.ts'
import { undoBody, wholeBody } from './apply-body.ts'
import { jsonPatch } from './json-patch.ts'
import { rebased } from './rebase.ts'
import type { Prepared, WriteRequest } from './requests.ts'
import { send } from './send.ts'
import { isSameButStatus, writable } from './server-fields.ts'
import type { RawObject } from '../types.ts'

/** What was taken back after a failure, and what could not be, with the reason. */
export type Undone = { undone: KubernetesRef[]; left: { ref: KubernetesRef; message: string }[] }

/** `object`: what the API server answered. */
export type Written = { prepared: Prepared; object: RawObject | null }

const patchTo = (from: RawObject, steps: ReturnType<typeof jsonPatch>): WriteRequest => ({
  type: 'patch',
  patch: [{ op: 'test', path: '/metadata/uid', value: from.metadata.uid ?? null }, ...steps],
})

/** The requests that take a write back, each tried where the ones before did not bring the object back to what it was. */
function requestsFor({ prepared: { before, after, requests }, object }: Written): WriteRequest[] {
  if (before === null) return [{ type: 'delete', uid: object!.metadata.uid ?? '', version: object!.metadata.resourceVersion ?? '' }]
  if (object === null) return [{ type: 'apply', body: wholeBody(before), version: 'absent' }]
  // Others may have written between the reading and the patch, so that only what the patch changed is turned back.
  if (requests[0]?.type === 'patch') return [patchTo(object, jsonPatch(writable(after!), writable(before)))]
  return [
    { type: 'apply', body: undoBody(before, object), version: object.metadata.resourceVersion ?? '' },
    patchTo(object, jsonPatch(writable(object), writable(before))),
  ]
}

/** Whether what was changed is as it was, whatever others may have changed besides. */
function isBack({ prepared: { before }, object }: Written, now: RawObject | null): boolean {
  return isSameButStatus(now, before) || (before !== null && object !== null && now !== null && rebased(before, object, now) !== null)
}

async function takeBack(client: Client, written: Written): Promise<string | null> {
  const { prepared, object } = written
  const base = { ...prepared, before: object, after: prepared.before }
  let reason: string | null = null
  for (const request of requestsFor(written)) {
    const sent = await send(client, { ...base, requests: [request] }, { dryRun: false, onWarning: () => {} })
    if (sent.kind === 'failed') {
      reason = sent.failure.message
      continue
    }
    if (request.type !== 'apply' || object === null || isBack(written, sent.object)) return null
    base.before = sent.object
  }
  return reason ?? 'It is not what it was'
}

/** Takes writes back, the last one first, where nobody has changed the same since. */
export async function undo(client: Client, written: readonly Written[]): Promise<Undone> {
  const result: Undone = { undone: [], left: [] }
  for (const one of written.toReversed()) {
    const message = await takeBack(client, one)
    if (message === null) result.undone.push(one.prepared.ref)
    else result.left.push({ ref: one.prepared.ref, message })
  }
  return result
}
