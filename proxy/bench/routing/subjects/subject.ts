import type { RoutingRequest } from '#lib/routing/request.ts'
import type { RouteSpec } from '../route-specs.ts'

export const SUBJECTS = ['sluice', 'find-my-way', 'scan'] as const
export type SubjectName = (typeof SUBJECTS)[number]

/** One way to look requests up. `find` alone is measured; `nameOf` tells the route of what it found. */
export type Subject<Found = unknown> = {
  version: string
  note?: string
  find: (request: RoutingRequest) => Found
  nameOf: (found: Found) => string | null
  /** Whether its table holds that route; what it lacks, it must not find. */
  holds: (route: string) => boolean
  bytesPerRoute: number
  tableBytesPerRoute?: number
}

/** What a subject is built from: the same routes, encoded as they travel to the proxy. */
export type SubjectInput = { encoded: string; specs: () => RouteSpec[] }
