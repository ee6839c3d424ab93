import type { DraftEntry } from '../draft-entry.ts'
import { byAsc, byDesc, type Compare } from './compare.ts'

const HOST_CLASS = { exact: 2, suffix: 1, prefix: 1, any: 0 } as const

/** Ingress v1: exact host, wildcard host, no host; the longest path; Exact before Prefix at equal length (semantics §4). */
export const INGRESS: Compare<DraftEntry>[] = [
  byDesc((e) => HOST_CLASS[e.host.kind]),
  byDesc((e) => (e.host.kind === 'any' ? 0 : e.host.value.length)),
  byDesc((e) => (e.path.kind === 'any' ? 0 : e.path.value.length)),
  byDesc((e) => (e.path.kind === 'exact' ? 1 : 0)),
  byDesc((e) => (e.isRedirectOnly ? 0 : 1)),
  byAsc((e) => e.createdAt),
  byAsc((e) => e.route.name),
  byAsc((e) => e.order),
]
