import { isDeepStrictEqual } from 'node:util'
import type { Client } from '#lib/kubernetes/client.ts'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import { FIELD_MANAGER } from '#lib/kubernetes/status.ts'
import { getRaw } from '#lib/kubernetes/write/send/api.ts'
import { cleanManifest } from '#lib/kubernetes/write/show/clean.ts'
import { refKey, type RawObject } from '#lib/kubernetes/write/types.ts'
import { differencesBetween } from '#lib/store/cluster-changes.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { RowStore } from '#lib/store/row-store.ts'
import type { ManifestChange, ObjectChange } from '#lib/store/store.ts'
import { manifestOf } from './manifest-of.ts'
import { seenEdits, type SeenEdit, type Sight } from './seen-edits.ts'

/** Makes revisions of what others than Sluice do to the objects that routing is read from. */
export type OutsideEdits = {
  /** To be called after each reading; the first one is what is compared with. */
  update(sight: Sight): void
  /** Writes what waits. */
  stop(): Promise<void>
}

type History = Pick<RowStore, 'record' | 'lastManifest'>

export type OutsideOptions = {
  client: Client
  /** Whether this process is the one that writes them down; others only look. */
  isRecorder: () => boolean
  history: () => Promise<History>
  log: Log
  /** Edits of one manager within so many ms are one revision. */
  quietMs?: number
}

/** `origin`: the Kubernetes object by refKey(). */
type SeenChange = ObjectChange & { origin: string }

/** `isUnsure`: the record of the API server names the manager of before, in the same second, so that it may have been another. */
type NotedEdit = SeenEdit & { isUnsure: boolean }

type Bucket = { actor: string; edits: Map<string, NotedEdit>; changes: Map<string, SeenChange>; timer: NodeJS.Timeout }

/** `isOvertaken`: what Sluice did after it is told already, so that it is no state to come back to from what stands there since. */
type Told = { actor: string; change: ManifestChange; withObjects: boolean; isOvertaken?: boolean }

/** Of a deletion nobody says who did it. */
const NOBODY = 'unknown'
/** So much longer it is waited with what Sluice itself may have done: that is known by its revision alone. */
const OWN_FACTOR = 3
const AT_ONCE = 16
const COMMENT = 'Edited outside of Sluice'

/** What the same bucket saw before begins the change that is told of in the end. */
function join<T extends { before: unknown }>(known: T | undefined, next: T): T {
  return known ? { ...next, before: known.before } : next
}

const authorOf = ({ after }: SeenEdit): string => (after === null ? NOBODY : (after.metadata.changedBy?.manager ?? NOBODY))

function noted(edit: SeenEdit): NotedEdit {
  const [was, is] = [edit.before?.metadata.changedBy, edit.after?.metadata.changedBy]
  return { ...edit, isUnsure: was !== undefined && was.manager === is?.manager && was.at === is.at }
}

/** Who else wrote in that second, which is as exact as the API server's record is (meta/v1 ManagedFieldsEntry). */
const otherManager = ({ metadata }: RawObject, at: string | undefined): string | undefined =>
  metadata.managedFields?.find(({ manager, time, subresource }) => manager !== FIELD_MANAGER && time === at && !subresource)?.manager

export function keepOutsideEdits({ client, isRecorder, history, log, quietMs = 1_000 }: OutsideOptions): OutsideEdits {
  const buckets = new Map<string, Bucket>()
  let queue: Promise<void> = Promise.resolve()
  let last: Sight | null = null

  function bucketOf(actor: string): Bucket {
    const known = buckets.get(actor)
    if (known) return known
    const waitMs = actor === NOBODY || actor === FIELD_MANAGER ? OWN_FACTOR * quietMs : quietMs
    const bucket: Bucket = { actor, edits: new Map(), changes: new Map(), timer: setTimeout(() => flush(bucket), waitMs) }
    buckets.set(actor, bucket)
    return bucket
  }

  function flush(bucket: Bucket): void {
    clearTimeout(bucket.timer)
    buckets.delete(bucket.actor)
    // One after the other: what was told before decides what is still to be told.
    queue = queue
      .then(() => write(bucket))
      .catch((err: unknown) => log.error({ err, manager: bucket.actor, objects: [...bucket.edits.keys()].slice(0, 20) }, 'edits from outside did not become a revision'))
  }

  /** What is to be told of an edit; null: it was told by whoever made it. */
  async function tell(rows: History, actor: string, { ref, before, after, isUnsure }: NotedEdit): Promise<Told | null> {
    const known = (await rows.lastManifest(ref))?.change
    const isThat = (one: SeenEdit['after'], told: RawObject | null) => isDeepStrictEqual(one && manifestOf(ref, one, told), told)
    // Told itself, or followed by what was told since; to turn back what was told is neither.
    const isOwnTold = known && (isThat(after, known.after) || (isThat(after, known.before) && !isThat(before, known.after)))
    if (actor === FIELD_MANAGER && isOwnTold) return null
    // Without it, what is kept in memory has to do.
    const whole = after && (await getRaw(client, ref).catch(() => null))
    const change: ManifestChange = { ref, before: before && manifestOf(ref, before, whole), after: after && manifestOf(ref, after, whole) }
    const isKnown = known !== undefined && isDeepStrictEqual(known.after, change.after)
    if (actor === FIELD_MANAGER) {
      // In the name of Sluice writes whoever takes the command that it offers, too, and one that ended before it told.
      const isTold = isKnown || !whole || isDeepStrictEqual(change.before, change.after) || isDeepStrictEqual(known?.after, cleanManifest(whole))
      return isTold ? null : { actor: (isUnsure && otherManager(whole, after?.metadata.changedBy?.at)) || FIELD_MANAGER, change, withObjects: true }
    }
    const isOvertaken = known !== undefined && isDeepStrictEqual(known.after, whole && cleanManifest(whole))
    if (!isKnown) return isDeepStrictEqual(change.before, change.after) ? null : { actor, change, withObjects: true, isOvertaken }
    // Sluice wrote right behind it: what came before that is the edit.
    const isTold = !isUnsure || after === null || isDeepStrictEqual(known.before, change.before)
    return isTold ? null : { actor, change: { ...change, after: known.before }, withObjects: false }
  }

  async function write({ actor, edits, changes }: Bucket): Promise<void> {
    const rows = await history()
    const told: Told[] = []
    await concurrently(edits.values(), AT_ONCE, async (edit) => {
      const one = await tell(rows, actor, edit)
      if (one) told.push(one)
    })
    for (const [author, list] of Map.groupBy(told, (one) => one.actor)) {
      const refs = new Set(list.flatMap(({ change, withObjects }) => (withObjects ? [refKey(change.ref)] : [])))
      const changed = [...changes.values()].filter(({ origin, before, after }) => refs.has(origin) && !isDeepStrictEqual(before, after))
      const manifests = list.filter(({ isOvertaken }) => !isOvertaken).map(({ change }) => change)
      if (manifests.length + changed.length === 0) continue
      await rows.record({ actor: author, comment: COMMENT, changes: changed.map(({ origin: _, ...change }) => change as ObjectChange), manifests })
      log.info({ manager: author, objects: list.map(({ change }) => refKey(change.ref)).slice(0, 20) }, 'edits from outside became a revision')
    }
  }

  function note(before: Sight, after: Sight): void {
    for (const [actor, edits] of Map.groupBy(seenEdits(before, after).map(noted), authorOf)) {
      const bucket = bucketOf(actor)
      for (const edit of edits) {
        const key = refKey(edit.ref)
        const known = bucket.edits.get(key)
        bucket.edits.set(key, { ...join(known, edit), isUnsure: edit.isUnsure || known?.isUnsure === true })
      }
      const refs = new Set(edits.map(({ ref }) => refKey(ref)))
      for (const { change, declared } of differencesBetween(before, after)) {
        const origin = declared.source.origin && refKey(declared.source.origin)
        if (origin === undefined || !refs.has(origin)) continue
        const key = objectKey(change)
        bucket.changes.set(key, join<SeenChange>(bucket.changes.get(key), { ...change, origin }))
      }
    }
  }

  return {
    update(sight) {
      const before = last
      last = sight
      if (before && before.config !== sight.config && isRecorder()) note(before, sight)
    },
    async stop() {
      for (const bucket of buckets.values()) flush(bucket)
      await queue
    },
  }
}
