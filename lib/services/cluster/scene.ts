import { lookAround, type Surroundings } from '#lib/kubernetes/reach/surroundings.ts'
import { routeReach, type ReachScene, type RouteReach } from '#lib/kubernetes/reach/route-reach.ts'
import { servedClass, type ServedClass } from '#lib/kubernetes/read/class.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { ClusterReading } from '#lib/store/cluster-view.ts'
import { compileStored, diagnosticsIn } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { clusterNow } from '../kubernetes/in-cluster.ts'
import { findWorkspace } from '../workspaces/find.ts'
import { diagnosticsBySource, indexOf, type ReadingIndex } from './index-reading.ts'

/** The cluster of the workspace that a call is about. */
export type ClusterScene = {
  reading: ClusterReading
  index: ReadingIndex
  served: ServedClass
  /** Those that are read; empty: all. */
  namespaces: readonly string[]
}

/** @throws {AppError} NOT_FOUND: the workspace follows no cluster; UNAVAILABLE: it cannot be read */
export async function clusterScene(ctx: ServiceContext): Promise<ClusterScene> {
  const { reading } = await clusterNow(ctx)
  const { object } = await findWorkspace(ctx, ctx.workspace)
  const { ingressClass, dialect, namespaces } = object.kind === 'kubernetes' ? object : { ingressClass: '', dialect: 'sluice' as const, namespaces: [] }
  return { reading, index: indexOf(reading.config), served: servedClass(reading.objects.ingressClasses, ingressClass, dialect), namespaces }
}

export type ReachSight = { around: Surroundings; diagnosticsOf: ReachScene['diagnosticsOf']; reach: (route: Declared<Route>) => Promise<RouteReach> }

/** What tells whether routes can be reached; reads what stands between the proxy and the pods. */
export async function reachSight(ctx: ServiceContext, { reading, index, namespaces }: ClusterScene): Promise<ReachSight> {
  const [around, compiled] = await Promise.all([lookAround(reading.client, namespaces), compileStored(ctx, ctx.workspace)])
  const diagnosticsOf = diagnosticsBySource(diagnosticsIn(compiled, ctx.workspace))
  const scene: ReachScene = {
    objects: reading.objects,
    around,
    service: (name) => index.services.get(name),
    canaryServices: (route) => (index.canariesOf.get(route) ?? []).map(({ object }) => object.service),
    diagnosticsOf,
  }
  return { around, diagnosticsOf, reach: (route) => routeReach(route, scene) }
}
