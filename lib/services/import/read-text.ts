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

function shown<K extends Kind>(kind: K, { object, source }: Declared<Model[K]>): ReadObject {
  const secret: readonly string[] = SECRET_FIELDS[kind] ?? []
  const own = kind === 'routes' ? matchAll(object as Model['routes']) : object
  const open = Object.entries(own).filter(([field]) => !secret.includes(field))
  return { kind, ...Object.fromEntries(open), name: object.name, ...(source.origin ? { origin: source.origin } : {}) }
}

const objectsOf = (config: RoutingConfig): ReadObject[] =>
  READ_KINDS.flatMap((kind) => (config[kind] as Declared<Model[typeof kind]>[]).map((declared) => shown(kind, declared)))

/** What Sluice would serve of a cluster that holds this, as objects of ours. */
export function readText(cluster: TextCluster, workspace: Workspace, asClass: string): { objects: ReadObject[]; diagnostics: Diagnostic[] } {
  const { secrets, ...rest } = cluster
  const read = (known: TextCluster['secrets']) =>
    readCluster({ ...rest, secrets: known }, { workspace: workspace.name, ingressClass: asClass, revision: 0, memo: readMemo() })
  // What is referred to and not in the text is not there; first it must be known what that is.
  const { wanted } = read(new Map())
  const { config } = read(new Map([...wanted.secrets].map((key) => [key, secrets.get(key) ?? 'absent'])))
  return { objects: objectsOf(config), diagnostics: config.diagnostics ?? [] }
}
