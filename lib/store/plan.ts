import type { Kind, Model } from '#lib/model/kinds.ts'
import { canonicalJson } from './canonical.ts'
import { alreadyExists, notFound, objectKey, staleVersion } from './refusals.ts'
import type { ObjectChange, Stored, Write } from './store.ts'

/** One object that a change really alters. `createdAt` is null for a new object. */
export type Planned = {
  [K in Kind]: { kind: K; name: string; before: Model[K] | null; after: Model[K] | null; createdAt: string | null }
}[Kind]

function checkVersion(write: Write, stored: Stored | null): void {
  if (write.expect === 'any') return
  if (write.expect === 'absent') {
    if (stored) throw alreadyExists(write)
  } else if (stored?.version !== write.expect) {
    throw staleVersion(write, stored)
  }
}

/**
 * What a list of writes alters, in order, without what it leaves as it was. Later writes of one object see the earlier ones;
 * versions are those before the change.
 * @param current the stored object of that kind and name
 * @throws {AppError} STALE_VERSION, CONFLICT (`absent`, but it exists), NOT_FOUND (a delete of nothing)
 */
export function planWrites(writes: Write[], current: (kind: Kind, name: string) => Stored | null): Planned[] {
  const touched = new Map<string, { stored: Stored | null; after: Model[Kind] | null; write: Write }>()
  for (const write of writes) {
    const key = objectKey(write)
    const earlier = touched.get(key)
    const stored = earlier ? earlier.stored : current(write.kind, write.name)
    const present = earlier ? earlier.after !== null : stored !== null
    if (write.op === 'delete' && !present) throw notFound(key)
    checkVersion(write, stored)
    touched.set(key, { stored, after: write.op === 'put' ? write.object : null, write })
  }
  return [...touched.values()]
    .filter(({ stored, after }) => canonicalJson(stored?.object ?? null) !== canonicalJson(after))
    .map(({ stored, after, write }) => {
      const { kind, name } = write
      return { kind, name, before: stored?.object ?? null, after, createdAt: stored?.createdAt ?? null } as Planned
    })
}

export const changeOf = ({ kind, name, before, after }: Planned): ObjectChange => ({ kind, name, before, after }) as ObjectChange
