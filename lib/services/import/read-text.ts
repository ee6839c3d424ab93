import { setImmediate } from 'node:timers/promises'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { readCluster, readMemo } from '#lib/kubernetes/read/read-cluster.ts'
import { SECRET_FIELDS, type Kind, type Model } from '#lib/model/kinds.ts'
import type { Declared, Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Workspace } from '#lib/model/workspace.ts'
import type { TextCluster } from './cluster-of.ts'

/** In the order in which they refer to each other. */
const READ_KINDS = ['certificates', 'upstreams', 'services', 'routes', 'canaries'] as const satisfies readonly Kind[]

/** An object of ours, without its secrets; `origin`: the Kubernetes object that it was read from. */
export type ReadObject = { kind: Kind; name: string; origin?: { kind: string; namespace: string; name: string } } & Record<string, unknown>

/** A route of ours must say what it matches; in an Ingress a default backend says nothing and matches all. */
const matchAll = (route: Model['routes']): Model['routes'] =>
  route.hosts.length + route.paths.length > 0 ? route : { ...route, paths: [{ type: 'prefix', value: '/' }] }

/** Without its secrets, and without what `left` names. */
function shown<K extends Kind>(kind: K, { object, source }: Declared<Model[K]>, left: readonly string[]): ReadObject {
  const secret: readonly string[] = [...(SECRET_FIELDS[kind] ?? []), ...left]
  const own = kind === 'routes' ? matchAll(object as Model['routes']) : object
  const open = Object.entries(own).filter(([field]) => !secret.includes(field))
  return { kind, ...Object.fromEntries(open), name: object.name, ...(source.origin ? { origin: source.origin } : {}) }
}

/** Only objects of a cluster have a place in it. */
const objectsOf = (config: RoutingConfig, { kind: home }: Workspace): ReadObject[] =>
  READ_KINDS.flatMap((kind) =>
    (config[kind] as Declared<Model[typeof kind]>[]).map((declared) => shown(kind, declared, home === 'database' ? ['kubernetes'] : [])),
  )

const SLICE_CHARACTERS = 16_384

/** The Ingresses, few at first and then more of them, each time with some thousand characters of annotations and rules more. */
function* inSlices(ingresses: ReadonlyMap<string, V1Ingress>): Generator<ReadonlyMap<string, V1Ingress>> {
  const some = new Map<string, V1Ingress>()
  let characters = 0
  for (const [key, ingress] of ingresses) {
    some.set(key, ingress)
    characters += JSON.stringify(ingress).length
    if (characters < SLICE_CHARACTERS) continue
    yield some
    characters = 0
  }
  yield ingresses
}

/** What Sluice would serve of a cluster that holds this, as objects of ours. Others are answered in between. */
export async function readText(cluster: TextCluster, workspace: Workspace, asClass: string): Promise<{ objects: ReadObject[]; diagnostics: Diagnostic[] }> {
  const { secrets, ingresses: all, ...rest } = cluster
  // What was read of the first Ingresses is kept for the next time.
  const memo = readMemo()
  const dialect = workspace.kind === 'kubernetes' ? workspace.dialect : 'sluice'
  const read = (ingresses: TextCluster['ingresses'], known: TextCluster['secrets']) =>
    readCluster({ ...rest, ingresses, secrets: known }, { workspace: workspace.name, ingressClass: asClass, dialect, revision: 0, memo })
  // What is referred to and not in the text is not there; first it must be known what that is.
  let wanted: ReadonlySet<string> = new Set()
  for (const ingresses of inSlices(all)) {
    wanted = read(ingresses, new Map()).wanted.secrets
    await setImmediate()
  }
  const { config } = read(all, new Map([...wanted].map((key) => [key, secrets.get(key) ?? 'absent'])))
  return { objects: objectsOf(config, workspace), diagnostics: config.diagnostics ?? [] }
}
