import type { Kind, Model } from '#lib/model/kinds.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { Revision, Store } from '#lib/store/store.ts'

/** An object as it was at some moment; null: it did not exist. */
export type Past = { [K in Kind]: { kind: K; name: string; object: Model[K] | null } }[Kind]

const PAGE = 200

/** All revisions, newest first. */
async function* newestFirst(store: Store, of: { kind?: Kind; name?: string }): AsyncGenerator<Revision> {
  let cursor: string | undefined
  do {
    const page = await store.revisions({ limit: PAGE, ...of, ...(cursor === undefined ? {} : { cursor }) })
    yield* page.items
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/**
 * How those objects were right after a revision that were written since: the oldest later change of each says so.
 * @param of narrows to one object
 */
export async function changedSince(store: Store, number: number, of: { kind?: Kind; name?: string } = {}): Promise<Past[]> {
  const past = new Map<string, Past>()
  for await (const { number: newer, changes } of newestFirst(store, of)) {
    if (newer <= number) break
    for (const { kind, name, before } of changes) {
      if ((of.kind === undefined || of.kind === kind) && (of.name === undefined || of.name === name)) {
        past.set(objectKey({ kind, name }), { kind, name, object: before } as Past)
      }
    }
  }
  return [...past.values()]
}

/**
 * When objects were created that were there right after a revision, by their keys: the newest creation up to it says so.
 * Those that history does not know are left out.
 */
export async function createdBy(store: Store, number: number, keys: ReadonlySet<string>): Promise<Map<string, string>> {
  const created = new Map<string, string>()
  if (keys.size === 0) return created
  for await (const { number: older, at, changes } of newestFirst(store, {})) {
    if (older > number) continue
    for (const change of changes) {
      const key = objectKey(change)
      if (change.before === null && keys.has(key) && !created.has(key)) created.set(key, at)
    }
    if (created.size === keys.size) break
  }
  return created
}
