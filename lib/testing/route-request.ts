import { compile } from '#lib/compile/compile.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'

/** The compiled tables of a configuration, by listener. */
export function tablesOf(config: RoutingConfig): { snapshot: Snapshot; table: (listener?: string) => RouteTable } {
  const { snapshot } = compile([config], { now: new Date('2026-01-01T00:00:00Z') })
  const table = (name = 'http') => buildRouteTable(snapshot, snapshot.listeners.find((listener) => listener.name === name)!)
  return { snapshot, table }
}

/** A request with everything that a test does not name: `GET shop.test/`. */
export const makeRequest = (given: Partial<RoutingRequest> = {}): RoutingRequest => ({
  method: 'GET',
  host: 'shop.test',
  target: '/',
  headers: {},
  protocol: 'http',
  ...given,
})

/** What the table of a configuration's http (or https) listener makes of a request. */
export function routeRequest(config: RoutingConfig, given: Partial<RoutingRequest> = {}): Match | null {
  return matchRoute(tablesOf(config).table(given.protocol ?? 'http'), makeRequest(given))
}
