import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { SNAPSHOT_VERSION, type CompiledCertificate, type CompiledConsumer, type CompiledListener, type CompiledRoute, type CompiledService, type Entry, type Snapshot } from '#lib/snapshot/snapshot.ts'

type Address = { port: number; host?: string; weight?: number }

/** A route with its one service; everything not named is a valid default. The order of the list is the rank. */
export type TestRoute = {
  name?: string
  host?: Entry['host']
  path?: Entry['path']
  targets: Address[]
  hostHeader?: string
  route?: Partial<CompiledRoute>
  filters?: CompiledFilterBody[]
  service?: Partial<CompiledService>
  upstream?: Partial<CompiledUpstream>
  canary?: { targets: Address[]; weight?: number; header?: string; cookie?: string; sticky?: { cookie: string; maxAgeSeconds: number } }
}

export type TestCertificate = Omit<CompiledCertificate, 'clientCertificates'> & Partial<CompiledCertificate>

export type TestSnapshot = { routes?: TestRoute[]; certificates?: TestCertificate[]; listeners?: Partial<CompiledListener>[]; consumers?: CompiledConsumer[] }

/** A snapshot in which each route has a service and an upstream of its own, on the listeners http and https. */
export function makeSnapshot({ routes = [], certificates = [], listeners = [{}, { name: 'https', protocol: 'https' }], consumers = [] }: TestSnapshot): Snapshot {
  const snapshot: Snapshot = {
    version: SNAPSHOT_VERSION, listeners: [], streams: [], routes: [], services: [], upstreams: [],
    certificates: certificates.map((certificate) => ({ clientCertificates: null, ...certificate })), consumers,
  }
  const entries = routes.map((test): Entry => {
    const name = test.name ?? 'shop'
    const service = addService(snapshot, name, test, test.targets)
    const canary = test.canary && {
      name: `${name}-canary`,
      service: addService(snapshot, `${name}-v2`, test, test.canary.targets),
      weight: test.canary.weight ?? 0,
      header: test.canary.header === undefined ? null : { name: test.canary.header, mode: 'alwaysNever' as const },
      cookie: test.canary.cookie ?? null,
      sticky: test.canary.sticky ?? null,
    }
    const route = snapshot.routes.push({
      workspace: 'default', name, protocols: ['http', 'https'], methods: [], headers: [], query: [], snis: [], sources: [], destinations: [],
      httpsRedirectStatusCode: 426, preserveHost: true, stripPath: false, pathHandling: 'v0', rewrite: null, rewriteTemplate: null, requestBuffering: false, responseBuffering: false,
      filters: (test.filters ?? []).map((filter) => ({ template: null, filter })),
      action: { kind: 'forward', service, canary: canary ?? null },
      ...test.route,
    })
    return { route: route - 1, host: test.host ?? { kind: 'any' }, path: test.path ?? { kind: 'any' }, criterion: -1 }
  })
  snapshot.listeners = listeners.map((listener) => ({
    name: 'http', protocol: 'http', port: null, hostname: null, dialect: 'gateway', pathForm: 'reserved', foldHeaderValues: false, entries, ...listener,
  }))
  return snapshot
}

function addService(snapshot: Snapshot, name: string, test: TestRoute, targets: Address[]): number {
  const upstream = snapshot.upstreams.push({
    workspace: 'default', name, algorithm: 'round-robin', hash: [], slots: 10_000, slowStartMs: 0, healthchecks: null, hostHeader: test.hostHeader ?? null,
    targets: targets.map((target) => ({ host: '127.0.0.1', weight: 100, ...target })),
    ...test.upstream,
  })
  const service = snapshot.services.push({
    workspace: 'default', name, protocol: 'http', upstream: upstream - 1, path: null, retries: 5,
    connectTimeoutMs: 5000, readTimeoutMs: 5000, writeTimeoutMs: 5000, tls: null,
    ...test.service,
  })
  return service - 1
}

export const exactHost = (value: string): Entry['host'] => ({ kind: 'exact', value })
export const prefix = (value: string): Entry['path'] => ({ kind: 'prefix', value })
