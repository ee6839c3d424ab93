import { isDeepStrictEqual } from 'node:util'
import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ClusterObjects, type V1Ingress } from '../objects.ts'
import { assemble } from './assemble.ts'
import type { Keyed } from './class.ts'
import type { Texts } from '../annotations/apply.ts'
import { joinIngresses } from '../nginx/join.ts'
import { readNginxIngress } from '../nginx/read-ingress.ts'
import { guarded } from './finding.ts'
import { readIngress, type IngressRead } from './ingress.ts'
import { isSameList, isSameText, type Assembled, type KeptIngress, type ReadMemo, type Scope } from './memo.ts'
import { hostOwners, type Owners } from './owners.ts'
import { settle } from './settle.ts'

type Named = Pick<ClusterObjects, 'services' | 'secrets'>

const hasSameNamed = ({ keys, services, read, secrets }: KeptIngress, now: Named) =>
  keys.every((key, place) => now.services.get(key) === services[place]) &&
  read.users.every(({ key }, place) => now.secrets.get(key) === secrets[place])

const NONE = {}
const NO_SERVICES: ReadonlyMap<string, Texts> = new Map()

/** Status writes give a new object of the same generation, which counts the changes of `spec` (meta/v1 ObjectMeta). */
function saysTheSame({ metadata: a }: V1Ingress, { metadata: b }: V1Ingress): boolean {
  return a.generation !== undefined && a.generation === b.generation && a.uid === b.uid && isSameText(a.annotations ?? NONE, b.annotations ?? NONE)
}

function keep(ingress: V1Ingress, read: IngressRead, { services, secrets }: Named): KeptIngress {
  const keys = [...new Set(read.backends.map(({ origin }) => objectKeyOf(origin)))]
  return { ingress, read, keys, services: keys.map((key) => services.get(key)), secrets: read.users.map(({ key }) => secrets.get(key)) }
}

function keepEqual<T extends { service?: string | undefined }>(known: readonly Declared<T>[], read: readonly Declared<T>[]): Declared<T>[] {
  return read.map((declared, place) => {
    const before = known[place]
    return before !== undefined && before.object.service === declared.object.service ? before : declared
  })
}

/** Of one Ingress under the same defaults, routes and canaries can differ by where they lead alone, and by their common filters. */
function keepRoutes(known: IngressRead, read: IngressRead): IngressRead {
  const hasSameFilters = isDeepStrictEqual(known.routes[0]?.object.filters, read.routes[0]?.object.filters)
  const routes = hasSameFilters ? keepEqual(known.routes, read.routes) : read.routes
  return { ...read, routes, canaries: keepEqual(known.canaries, read.canaries) }
}

/** Reads our Ingresses; one that did not change, nor any V1Service or Secret that it refers to, gives the very same objects. */
export function readIngresses(
  ours: readonly Keyed[],
  named: Named,
  { workspace, dialect, defaults }: Scope,
  memo: ReadMemo,
): { assembled: Assembled; failures: Diagnostic[]; owners: Owners; services: ReadonlyMap<string, Texts> } {
  const failures: Diagnostic[] = []
  const readOne = (ingress: V1Ingress) =>
    dialect === 'nginx' ? readNginxIngress(workspace, ingress, named) : readIngress(workspace, ingress, named, defaults)
  const now: ReadMemo['ingresses'] = new Map()
  for (const { key, ingress } of ours) {
    const before = memo.ingresses.get(key)
    const known = before && (before.ingress === ingress || saysTheSame(before.ingress, ingress)) ? before : undefined
    if (known && hasSameNamed(known, named)) {
      now.set(key, known.ingress === ingress ? known : { ...known, ingress })
      continue
    }
    const { namespace, name } = ingress.metadata
    const read = guarded(workspace, { kind: 'Ingress', namespace, name }, failures, () => readOne(ingress))
    if (!read) continue
    const same = known ? keepRoutes(known.read, read) : read
    now.set(key, keep(ingress, same, named))
  }
  memo.ingresses = now
  const all = [...now.values()]
  const { kept, services, memo: joined } = dialect === 'nginx' ? joinIngresses(all, workspace, memo.joined) : { kept: all, services: NO_SERVICES, memo: memo.joined }
  memo.joined = joined
  // A canary Ingress has no hosts of its own.
  const owners = hostOwners(kept.filter(({ read }) => !read.nginx?.canary).map(({ ingress }) => ingress))
  const reads = settle(kept, owners, workspace, memo.settled)
  const { assembled } = memo
  memo.assembled = assembled && isSameList(assembled.reads, reads) ? assembled : assemble(reads, assembled)
  return { assembled: memo.assembled, failures, owners, services }
}
