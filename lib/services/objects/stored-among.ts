import { KIND_NAMES } from '#lib/model/kinds.ts'
import { objectKey, type ObjectId } from '#lib/store/refusals.ts'
import type { Store, Stored } from '#lib/store/store.ts'

const CHUNK = 500

/** Those of the named objects that are stored, by `objectKey`; in few reads, since there may be thousands. */
export async function storedAmong(store: Store, ids: ObjectId[]): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>()
  for (const kind of KIND_NAMES) {
    const names = ids.filter((id) => id.kind === kind).map(({ name }) => name)
    for (let start = 0; start < names.length; start += CHUNK) {
      const { items } = await store.list(kind, { names: names.slice(start, start + CHUNK), limit: CHUNK })
      for (const stored of items as Stored[]) found.set(objectKey(stored), stored)
    }
  }
  return found
}
