import type { Endpoint } from './endpoint.ts'

/**
 * Picks one of the endpoints that may be used, or null where none has a weight above 0. A policy keeps its own state and
 * never changes the endpoints.
 */
export type Policy = { select<E extends Endpoint>(endpoints: readonly E[]): E | null }
