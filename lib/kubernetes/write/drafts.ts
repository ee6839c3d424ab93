import { isDeepStrictEqual } from 'node:util'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { refKey, type Edit, type RawObject } from './types.ts'

/** Kubernetes objects that several wanted objects of ours change one after another. */
export type Drafts = {
  /** As it shall be by now. A new object each time it is put: never to be changed in place. */
  get(ref: KubernetesRef): RawObject | null
  put(ref: KubernetesRef, object: RawObject | null): void
  /** Those that differ from what is there, in the order in which they were first put. */
  edits(): Edit[]
}

/** @param raw what is there, by refKey(); asking for anything else is a mistake of the caller */
export function openDrafts(raw: ReadonlyMap<string, RawObject | null>): Drafts {
  const drafts = new Map<string, Edit>()
  const stored = (ref: KubernetesRef): RawObject | null => {
    const found = raw.get(refKey(ref))
    if (found === undefined) throw new Error(`${refKey(ref)} was not read before it is written`)
    return found
  }
  return {
    get: (ref) => (drafts.has(refKey(ref)) ? drafts.get(refKey(ref))!.after : stored(ref)),
    put: (ref, object) => void drafts.set(refKey(ref), { ref, before: stored(ref), after: object }),
    edits: () => [...drafts.values()].filter(({ before, after }) => !isDeepStrictEqual(before, after)),
  }
}
