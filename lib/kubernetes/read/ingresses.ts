import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ClusterObjects, type ObjectKey, type V1Ingress, type V1Service } from '../objects.ts'
import { assemble } from './assemble.ts'
import type { Keyed } from './class.ts'
import { guarded } from './finding.ts'
import { readIngress, type IngressRead } from './ingress.ts'
import { isSameList, isSameText, type Assembled, type KeptIngress, type ReadMemo, type Scope } from './memo.ts'
import { hostOwners, type Owners } from './owners.ts'
import { settle } from './settle.ts'

type Services = ReadonlyMap<ObjectKey, V1Service>

const hasSameServices = ({ keys, services }: KeptIngress, now: Services) => keys.every((key, place) => now.get(key) === services[place])

const NONE = {}

/** Status writes give a new object of the same generation, which counts the changes of `spec` (meta/v1 ObjectMeta). */
function saysTheSame({ metadata: a }: V1Ingress, { metadata: b }: V1Ingress): boolean {
  return a.generation !== undefined && a.generation === b.generation && a.uid === b.uid && isSameText(a.annotations ?? NONE, b.annotations ?? NONE)
}

function keep(ingress: V1Ingress, read: IngressRead, services: Services): KeptIngress {
  const keys = [...new Set(read.backends.map(({ origin }) => objectKeyOf(origin)))]
  return { ingress, read, keys, services: keys.map((key) => services.get(key)) }
}

/** Of one Ingress under the same defaults, routes and canaries can differ by where they lead alone. */
function keepEqual<T extends { service: string }>(known: readonly Declared<T>[], read: readonly Declared<T>[]): Declared<T>[] {
  return read.map((declared, place) => (known[place]?.object.service === declared.object.service ? known[place] : declared))
}

const keepRoutes = (known: IngressRead, read: IngressRead): IngressRead => ({
  ...read,
  routes: keepEqual(known.routes, read.routes),
  canaries: keepEqual(known.canaries, read.canaries),
})

/** Reads our Ingresses; one that did not change, nor any V1Service that it refers to, gives the very same objects. */
export function readIngresses(
  ours: readonly Keyed[],
  { services }: Pick<ClusterObjects, 'services'>,
  { workspace, defaults }: Scope,
  memo: ReadMemo,
): { assembled: Assembled; failures: Diagnostic[]; owners: Owners } {
  const failures: Diagnostic[] = []
  const now: ReadMemo['ingresses'] = new Map()
  for (const { key, ingress } of ours) {
    const before = memo.ingresses.get(key)
    const known = before && (before.ingress === ingress || saysTheSame(before.ingress, ingress)) ? before : undefined
    if (known && hasSameServices(known, services)) {
      now.set(key, known.ingress === ingress ? known : { ...known, ingress })
      continue
    }
    const { namespace, name } = ingress.metadata
    const read = guarded(workspace, { kind: 'Ingress', namespace, name }, failures, () => readIngress(workspace, ingress, services, defaults))
    if (!read) continue
    const same = known ? keepRoutes(known.read, read) : read
    now.set(key, keep(ingress, same, services))
  }
  memo.ingresses = now
  const kept = [...now.values()]
  const owners = hostOwners(kept.map(({ ingress }) => ingress))
  const reads = settle(kept, owners, workspace, memo.settled)
  const { assembled } = memo
  memo.assembled = assembled && isSameList(assembled.reads, reads) ? assembled : assemble(reads, assembled)
  return { assembled: memo.assembled, failures, owners }
}
