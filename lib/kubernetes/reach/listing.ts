import { KubeError, type Client } from '../client.ts'

/** What could not be read, in the words of the API server. `namespace` null: in the whole cluster. */
export type Problem = { resource: string; namespace: string | null; message: string }

export type Listed<T> = { items: readonly T[]; problem: Problem | null }

export type ListQuery = { api: string; resource: string; namespace: string | null; query?: Record<string, string> }

const FRESH_MS = 3_000
const PAGE = 500
/** Of one list no more than these are kept. */
const MOST = 50_000

type Page = { items: unknown[]; metadata?: { continue?: string } }

const pathOf = ({ api, resource, namespace }: ListQuery) => (namespace === null ? `${api}/${resource}` : `${api}/namespaces/${namespace}/${resource}`)

async function readAll<T>(client: Client, list: ListQuery, keep: (raw: never) => T): Promise<Listed<T>> {
  const { resource, namespace, query = {} } = list
  const items: T[] = []
  const problem = (message: string): Problem => ({ resource, namespace, message })
  try {
    for (let next: string | undefined; ; ) {
      const page: Page = await client.request<Page>('GET', pathOf(list), { query: { ...query, limit: String(PAGE), ...(next ? { continue: next } : {}) }, timeoutMs: 10_000 })
      for (const raw of page.items ?? []) items.push(keep(raw as never))
      next = page.metadata?.continue
      if (!next) return { items, problem: null }
      if (items.length >= MOST) return { items, problem: problem(`Only the first ${items.length} were read`) }
    }
  } catch (cause) {
    // A page whose place the server has forgotten (410): what was read is still better than nothing.
    if (cause instanceof KubeError) return { items, problem: problem(cause.message) }
    throw cause
  }
}

type Held = { at: number; reading: Promise<Listed<unknown>> }
const held = new WeakMap<Client, Map<string, Held>>()

/** Reads a list on demand. Who asks for the same within three seconds gets the same; what may not be read is told, not thrown. */
export function listOf<T>(client: Client, list: ListQuery, keep: (raw: never) => T): Promise<Listed<T>> {
  const lists = held.get(client) ?? new Map<string, Held>()
  held.set(client, lists)
  const now = performance.now()
  for (const [key, { at }] of lists) if (now - at > FRESH_MS) lists.delete(key)
  const key = `${pathOf(list)}?${new URLSearchParams(list.query)}`
  const known = lists.get(key)
  if (known) return known.reading as Promise<Listed<T>>
  const reading = readAll(client, list, keep)
  lists.set(key, { at: now, reading })
  // What was thrown is a bug, and is not kept.
  reading.catch(() => lists.delete(key))
  return reading
}

/** The lists of several namespaces as one; none at all: of the whole cluster. */
export async function listIn<T>(client: Client, list: Omit<ListQuery, 'namespace'>, namespaces: readonly string[], keep: (raw: never) => T): Promise<{ items: readonly T[]; problems: Problem[] }> {
  const scopes: (string | null)[] = namespaces.length === 0 ? [null] : [...new Set(namespaces)]
  const all = await Promise.all(scopes.map((namespace) => listOf(client, { ...list, namespace }, keep)))
  return { items: all.length === 1 ? all[0]!.items : all.flatMap(({ items }) => items), problems: all.flatMap(({ problem }) => problem ?? []) }
}
