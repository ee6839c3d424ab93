import { compile } from '#lib/compile/compile.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { z } from 'zod'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import { makeCertificate, makeDeclared, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { generateRoutes } from '../../routing/route-specs.ts'
import { toConfig } from '../../routing/to-config.ts'
import { HOST, type Site } from '../site.ts'

const NAME = 'bench'

export type Filters = NonNullable<z.input<typeof Route>['filters']>

/**
 * As many routes as asked for; one of them, of `HOST`, is the one that requests take, to the backend of the site.
 * @param filters its own
 */
export function siteConfig({ backendPort, certificate: { cert, key } }: Site, count: number, filters: Filters = []): RoutingConfig {
  const config = toConfig(generateRoutes(count - 1, 'hosts'))
  const route = makeRoute({ name: NAME, service: NAME, hosts: [HOST], paths: [{ type: 'prefix', value: '/' }], filters })
  const upstream = makeUpstream({ name: NAME, targets: [{ host: '127.0.0.1', port: backendPort }] })
  return {
    ...config,
    routes: [...config.routes, makeDeclared('routes', route)],
    services: [...config.services, makeDeclared('services', makeService({ name: NAME, upstream: NAME }))],
    upstreams: [...config.upstreams, makeDeclared('upstreams', upstream)],
    certificates: [makeDeclared('certificates', makeCertificate({ name: NAME, cert, key, snis: ['*', HOST] }))],
  }
}

/** @throws {Error} if not every route came through */
export function encodeConfig(config: RoutingConfig): string {
  const { snapshot } = compile([config], { now: new Date(0) })
  const [compiled, declared] = [snapshot.routes.length, config.routes.length]
  if (compiled !== declared) throw new Error(`${compiled} of ${declared} routes were compiled`)
  return encodeSnapshot(snapshot)
}
