import { objectKeyOf, type V1Ingress } from '../objects.ts'
import { placesOf } from '../read/ingress.ts'
import type { KeptIngress } from '../read/memo.ts'
import { isOlder } from '../read/owners.ts'
import type { CanaryPlace } from './extras.ts'

/** A path of a canary Ingress that is the canary of a route, by the route's place in its Ingress. */
export type Pair = { place: number; canary: CanaryPlace; isLegacy: boolean }

/** A path of a canary Ingress that is no canary; `winner`: the canary Ingress that was there before. */
export type Unpaired = { canary: CanaryPlace; reason: string; winner?: { route: string; ingress: string } }

export type Pairs = { byMain: ReadonlyMap<V1Ingress, Pair[]>; unpaired: ReadonlyMap<V1Ingress, Unpaired[]> }

type Main = { ingress: V1Ingress; place: number; route: string; service: string | undefined }

const keyOf = (namespace: string, host: string, path: CanaryPlace['path']): string => JSON.stringify([namespace, host, path && [path.value, path.pathType]])

/** The oldest main Ingress for each host and path that a canary Ingress has. */
function mainsFor(kept: readonly KeptIngress[], canaries: readonly KeptIngress[]): ReadonlyMap<string, Main> {
  const hosts = new Set(canaries.flatMap(({ read }) => read.nginx!.canary!.places.map(({ host }) => host)))
  const mains = new Map<string, Main>()
  for (const { ingress, read } of kept) {
    if (read.nginx?.canary || !read.routes.some(({ object }) => hosts.has(object.hosts[0] ?? ''))) continue
    placesOf(ingress).forEach(({ host, path }, place) => {
      const key = keyOf(ingress.metadata.namespace, host, path && { value: path.path || '/', pathType: path.pathType })
      const known = mains.get(key)
      const { name: route, service } = read.routes[place]!.object
      if (!known || (known.ingress !== ingress && isOlder(ingress, known.ingress))) mains.set(key, { ingress, place, route, service })
    })
  }
  return mains
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

const NO_PAIRS: Pairs = { byMain: new Map(), unpaired: new Map() }
const ALONE = 'No other Ingress of the namespace has this host, path and pathType'
const SAME = 'It leads to the same port of the same Service as the path itself'

/**
 * Which path of which canary Ingress is the canary of which route: same namespace, host, path and pathType, and another
 * backend; of several the oldest (ingress-nginx mergeAlternativeBackends).
 */
export function pairCanaries(kept: readonly KeptIngress[]): Pairs {
  const canaries = kept.filter(({ read }) => read.nginx?.canary).sort((a, b) => (isOlder(a.ingress, b.ingress) ? -1 : 1))
  if (canaries.length === 0) return NO_PAIRS
  const mains = mainsFor(kept, canaries)
  const byMain = new Map<V1Ingress, Pair[]>()
  const unpaired = new Map<V1Ingress, Unpaired[]>()
  const taken = new Map<Main, string>()
  for (const { ingress, read } of canaries) {
    const { rules, places } = read.nginx!.canary!
    for (const canary of places) {
      const main = mains.get(keyOf(ingress.metadata.namespace, canary.host, canary.path))
      const winner = main && taken.get(main)
      if (!main) push(unpaired, ingress, { canary, reason: ALONE })
      else if (main.service === canary.declared.object.service) push(unpaired, ingress, { canary, reason: SAME })
      else if (winner !== undefined) {
        push(unpaired, ingress, { canary, reason: `${winner} has it already`, winner: { route: main.route, ingress: winner } })
      } else {
        taken.set(main, objectKeyOf(ingress.metadata))
        push(byMain, main.ingress, { place: main.place, canary, isLegacy: rules.affinity === 'legacy' })
      }
    }
  }
  return { byMain, unpaired }
}
