import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Wanted, World } from './types.ts'

type Read = Pick<World, 'reading'>

const NAME = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?:~.*)?$/

/** The Ingress that a route of this name stands in, by what is read, else by the name: `<namespace>.<ingress>`, up to the first `~`. */
export function ingressOfRoute(name: string, { reading }: Read): KubernetesRef | null {
  const known = reading.config.routes.find(({ object }) => object.name === name)?.source.origin
  if (known) return known
  const [, namespace, ingress] = NAME.exec(name) ?? []
  return namespace === undefined ? null : { kind: 'Ingress', namespace, name: ingress! }
}

/** The Ingress that a wanted route or canary is written to. Null: of another kind, or of a name that no Ingress can have. */
export function ingressOf(wanted: Wanted, world: Read): KubernetesRef | null {
  if (wanted.kind === 'routes') return ingressOfRoute(wanted.name, world)
  if (wanted.kind !== 'canaries') return null
  const read = world.reading.config.canaries.find(({ object }) => object.name === wanted.name)?.object
  return ingressOfRoute(wanted.object?.route ?? read?.route ?? wanted.name, world)
}
