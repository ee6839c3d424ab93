import type { Declared, Diagnostic, RoutingConfig, SourceRef } from '#lib/model/routing-config.ts'
import { KIND_NAMES, type Kind, type Model } from '#lib/model/kinds.ts'
import type { Route } from '#lib/model/route.ts'
import { SNAPSHOT_VERSION, type Snapshot } from '#lib/snapshot/snapshot.ts'
import { compileCertificate, coversHost } from './certificates.ts'
import { compileConsumers } from './consumers.ts'
import { diagnose, guarded, type Diagnose } from './diagnose.ts'
import type { PlacedRoute } from './draft-entry.ts'
import { compileListeners, type Making } from './listeners.ts'
import { compileMemo, type CompileMemo } from './memo.ts'
import { compileRoutes, refusedTwin } from './routes.ts'
import { compileServices } from './services.ts'

export type Compiled = {
  snapshot: Snapshot
  diagnostics: Diagnostic[]
  /** What declared each route of the snapshot, by its place. */
  sources: SourceRef[]
}

/** In the order of names, so that equal objects give equal tables in whatever order they arrive. */
function inNameOrder(config: RoutingConfig): RoutingConfig {
  const sorted = <K extends Kind>(kind: K): Declared<Model[K]>[] => {
    const list = config[kind] as Declared<Model[K]>[]
    const isSorted = list.every(({ object }, index) => index === 0 || list[index - 1]!.object.name < object.name)
    return isSorted ? list : list.toSorted((a, b) => (a.object.name < b.object.name ? -1 : 1))
  }
  return { ...config, ...Object.fromEntries(KIND_NAMES.map((kind) => [kind, sorted(kind)])) }
}

function warnUncovered(routes: PlacedRoute[], snis: string[], diagnostics: Diagnose): void {
  for (const { declared } of routes) {
    const { hosts, protocols } = declared.object
    if (protocols.includes('http') || !protocols.includes('https')) continue
    hosts.forEach((host, index) => {
      const name = host.replace(/:\d+$/, '')
      if (coversHost(snis, name) || snis.includes(name)) return
      const message = `No certificate covers ${name}: browsers get the self-signed one of the proxy`
      diagnostics.warning(declared.source, 'CERTIFICATE_MISSING', `hosts.${index}`, message, { host: name })
    })
  }
}

/**
 * Compiles the declared objects of the served workspaces, the first owning what several claim, into what proxies
 * serve. Pure; never throws for what is declared: a bad object becomes a diagnostic that names it, and the rest stands.
 * @param options.now decides what certificate diagnostics say; it never changes the snapshot
 * @param options.memo what the last call left, where there was one: only what changed is compiled anew
 */
export function compile(configs: readonly RoutingConfig[], options: { now: Date; memo?: CompileMemo }): Compiled {
  const diagnostics = diagnose()
  const sources: SourceRef[] = []
  const places = new Map<Declared<Route>, number>()
  const twins = new Map<number, number>()
  const making: Making = {
    diagnostics,
    memo: options.memo ?? compileMemo(),
    said: new Set(),
    placeOf(route, isRefused) {
      const index = places.get(route)!
      if (!isRefused) return index
      let twin = twins.get(index)
      if (twin === undefined) {
        twin = snapshot.routes.push(refusedTwin(snapshot.routes[index]!)) - 1
        sources[twin] = sources[index]!
        twins.set(index, twin)
      }
      return twin
    },
  }
  const snapshot: Snapshot = { version: SNAPSHOT_VERSION, listeners: [], streams: [], routes: [], services: [], upstreams: [], certificates: [], consumers: [] }
  const workspaces = configs.map((declared) => {
    for (const found of declared.diagnostics ?? []) diagnostics.found.push(found)
    const config = inNameOrder(declared)
    const certificates = config.certificates.flatMap(
      (certificate) => guarded(certificate, diagnostics, () => compileCertificate(certificate, options.now, diagnostics)) ?? [],
    )
    const offsets = { upstreams: snapshot.upstreams.length, services: snapshot.services.length }
    const { upstreams, services, outcomes } = compileServices(config, certificates, offsets, diagnostics)
    const routes = compileRoutes({ config, outcomes, making }).map(({ declared: route, compiled, isRefused }): PlacedRoute => {
      sources.push(route.source)
      places.set(route, snapshot.routes.push(compiled) - 1)
      return { declared: route, isRefused }
    })
    warnUncovered(routes, certificates.flatMap((certificate) => certificate.snis), diagnostics)
    for (const consumer of compileConsumers(config, diagnostics)) snapshot.consumers.push(consumer)
    for (const certificate of certificates) snapshot.certificates.push(certificate)
    for (const upstream of upstreams) snapshot.upstreams.push(upstream)
    for (const service of services) snapshot.services.push(service)
    return { config, routes }
  })
  Object.assign(snapshot, compileListeners(workspaces, making))
  return { snapshot, diagnostics: diagnostics.found, sources }
}
