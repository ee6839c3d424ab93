import { matchRoute, type Match } from '#lib/routing/match.ts'
import { decodeTable } from './decoded.ts'
import type { Subject, SubjectInput } from './subject.ts'

/** The matcher of the proxy. */
export function sluice({ encoded }: SubjectInput, version: string): Subject<Match | null> {
  const { table, bytesPerRoute, tableBytesPerRoute } = decodeTable(encoded)
  return {
    version,
    find: (request) => matchRoute(table, request),
    nameOf: (found) => found?.route.name ?? null,
    holds: () => true,
    bytesPerRoute,
    tableBytesPerRoute,
  }
}
