import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import type { RouteSpec } from './route-specs.ts'

const pathOf = ({ type, base }: RouteSpec['path']) => (type === 'regex' ? { type, value: `${base}/[0-9]+` } : { type, value: base })

const toRoute = ({ name, service, host, path, header }: RouteSpec) =>
  makeRoute({ name, service, hosts: [host], paths: [pathOf(path)], ...(header && { headers: { [header.name]: [header.value] } }) })

/** A workspace of these routes, with one service and one upstream a host, on the two built-in listeners. */
export const toConfig = (specs: readonly RouteSpec[]): RoutingConfig => makeConfig({ routes: specs.map(toRoute) })
