import type { Kind, Model } from '#lib/model/kinds.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { Revision, Store } from '#lib/store/store.ts'

/** An object as it was at some moment; null: it did not exist. */
export type Past = { [K in Kind]: { kind: K; name: string; object: Model[K] | null } }[Kind]

const PAGE = 200

/** Everything newer than a revision, newest first. */
async function* newerThan(store: Store, number: number, of: { kind?: Kind; name?: string }): AsyncGenerator<Revision> {
  let cursor: string | undefined
  do {
    const page = await store.revisions({ limit: PAGE, ...of, ...(cursor === undefined ? {} : { cursor }) })
    for (const revision of page.items) {
      if (revision.number <= number) return
      yield revision
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/**
 * How those objects were right after a revision that were written since: the oldest later change of each says so.
 * @param of narrows to one object
 */
export async function changedSince(store: Store, number: number, of: { kind?: Kind; name?: string } = {}): Promise<Past[]> {
  const past = new Map<string, Past>()
  for await (const { changes } of newerThan(store, number, of)) {
    for (const { kind, name, before } of changes) {
      if ((of.kind === undefined || of.kind === kind) && (of.name === undefined || of.name === name)) {
        past.set(objectKey({ kind, name }), { kind, name, object: before } as Past)
      }
    }
  }
  return [...past.values()]
}
