import type { Canary } from '#lib/model/canary.ts'
import type { Declared, Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { Service } from '#lib/model/service.ts'

/** Where to find what of a reading; made once for each reading. */
export type ReadingIndex = {
  routes: ReadonlyMap<string, Declared<Route>>
  services: ReadonlyMap<string, Declared<Service>>
  /** By the Ingress that they were read from, `namespace/name`. */
  routesOf: ReadonlyMap<string, Declared<Route>[]>
  /** Of active canaries, by their route. */
  canariesOf: ReadonlyMap<string, Declared<Canary>[]>
  /** Names of routes by the V1Service that they or their canaries send to, `namespace/name`. */
  usersOf: ReadonlyMap<string, string[]>
}

const originKey = ({ source: { origin } }: { source: Declared<unknown>['source'] }) => (origin ? `${origin.namespace}/${origin.name}` : '')

function make({ routes, services, canaries }: RoutingConfig): ReadingIndex {
  const serviceByName = new Map(services.map((declared) => [declared.object.name, declared]))
  const byName = new Map(routes.map((declared) => [declared.object.name, declared]))
  const canariesOf = Map.groupBy(canaries.filter(({ object }) => object.state === 'active'), ({ object }) => object.route)
  const routesOf = Map.groupBy(routes, originKey)
  const usersOf = new Map<string, string[]>()
  for (const { object } of routes) {
    const used = [object.service, ...(canariesOf.get(object.name) ?? []).map((canary) => canary.object.service)]
    for (const name of new Set(used)) {
      const declared = name === undefined ? undefined : serviceByName.get(name)
      if (!declared) continue
      const key = originKey(declared)
      const users = usersOf.get(key)
      if (!users) usersOf.set(key, [object.name])
      else if (users.at(-1) !== object.name) users.push(object.name)
    }
  }
  // The canary Ingress of a route that another Ingress declares says of it what that one does.
  for (const canary of canaries) {
    const route = byName.get(canary.object.route)
    const key = originKey(canary)
    if (route && !routesOf.has(key)) routesOf.set(key, [route])
  }
  return { routes: byName, services: serviceByName, routesOf, canariesOf, usersOf }
}

const made = new WeakMap<RoutingConfig, ReadingIndex>()

export function indexOf(config: RoutingConfig): ReadingIndex {
  const known = made.get(config)
  if (known) return known
  const index = make(config)
  made.set(config, index)
  return index
}

/** Diagnostics by whom they name: `routes/<name>`, or `Ingress/<namespace>/<name>`. */
export function diagnosticsBySource(diagnostics: readonly Diagnostic[]): (of: string) => readonly Diagnostic[] {
  const groups = Map.groupBy(diagnostics, ({ source: { kind, namespace, name } }) => (namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`))
  return (of) => groups.get(of) ?? []
}
