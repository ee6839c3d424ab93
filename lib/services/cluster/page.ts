import { z } from 'zod'
import { pageOfRows } from '#lib/store/page.ts'
import type { Metadata } from '#lib/kubernetes/objects.ts'

/** What every list of the cluster takes. */
export const ClusterQuery = {
  q: z.string().max(1000).default('').describe('words, each of which must be there'),
  namespace: z.string().max(253).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
}

type Asked = { q: string; namespace?: string | undefined; limit: number; cursor?: string | undefined }

/** An object of a list, and the text that it is found by. */
export type Row<T> = { metadata: Pick<Metadata, 'namespace' | 'name' | 'creationTimestamp'>; item: T; text: () => string }

/** The page of those that are asked for, by namespace and name. */
export function clusterPage<T>(rows: readonly Row<T>[], { q, namespace, limit, cursor }: Asked): { items: T[]; next: string | null; total: number } {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = rows.filter(({ metadata, text }) => {
    if (namespace !== undefined && metadata.namespace !== namespace) return false
    if (words.length === 0) return true
    const searched = text().toLowerCase()
    return words.every((word) => searched.includes(word))
  })
  const placed = wanted.map(({ metadata, item }) => ({ name: `${metadata.namespace}/${metadata.name}`, createdAt: metadata.creationTimestamp, updatedAt: metadata.creationTimestamp, item }))
  const page = pageOfRows(placed, { limit, ...(cursor ? { cursor } : {}) })
  return { ...page, items: page.items.map(({ item }) => item) }
}
