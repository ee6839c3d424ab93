import type { V1Ingress } from '../objects.ts'
import { placesOf } from '../read/ingress.ts'
import { isOlder, ruleHosts } from '../read/owners.ts'

/** Of the served Ingresses, by what they can be in each other's way: hosts of rules, paths of hosts, names of certificates. */
export type Neighbourhood = {
  /**
   * Those of the list that decide what becomes of an Ingress: the oldest with its hosts and names, those with its paths, and of
   * its hosts' others the first few. Itself is not among them.
   * @param ours in the order of keys; what differs from the list of the call before is entered anew, and nothing else
   */
  of(ingress: V1Ingress, ours: readonly V1Ingress[]): V1Ingress[]
}

type Claims = Map<string, V1Ingress[]>

function enter(claims: Claims, key: string, ingress: V1Ingress): void {
  const list = claims.get(key)
  if (!list) claims.set(key, [ingress])
  else if (list.at(-1) !== ingress) list.push(ingress)
}

function leave(claims: Claims, key: string, ingress: V1Ingress): void {
  const rest = claims.get(key)?.filter((one) => one !== ingress) ?? []
  if (rest.length > 0) claims.set(key, rest)
  else claims.delete(key)
}

// Letter by letter, but for a slash at the end: who writes a path otherwise is found among those of the host.
const pathKey = (host: string, path: string) => `${host} ${path.replace(/(?<=.)\/$/, '')}`

/** No host has this name. */
const DEFAULT_BACKEND = ' '

const hostsOf = (ingress: V1Ingress): string[] =>
  ingress.spec.defaultBackend ? [...ruleHosts(ingress), DEFAULT_BACKEND] : ruleHosts(ingress)

const pathKeys = (ingress: V1Ingress): string[] => placesOf(ingress).map(({ host, path }) => (path ? pathKey(host, path.path || '/') : DEFAULT_BACKEND))

const namesOf = ({ spec }: V1Ingress): string[] => (spec.tls ?? []).flatMap(({ hosts }) => (hosts ?? []).map((host) => host.toLowerCase()))

// More of them say nothing more, and would take the time that an answer has.
const MOST_OF_A_PATH = 8
const MOST_OF_HOSTS = 32
const MOST_OF_ALL = 256

const wildcardOf = (name: string) => `*${name.slice(name.indexOf('.'))}`

const oldest = (list: readonly V1Ingress[]): V1Ingress | undefined =>
  list.reduce<V1Ingress | undefined>((first, one) => (first && isOlder(first, one) ? first : one), undefined)

const isOther = (a: V1Ingress, b: V1Ingress) => a.metadata.name !== b.metadata.name || a.metadata.namespace !== b.metadata.namespace

export function neighbourhood(): Neighbourhood {
  const hosts: Claims = new Map()
  const paths: Claims = new Map()
  const names: Claims = new Map()
  let known: readonly V1Ingress[] = []

  const change = (act: typeof enter, ingress: V1Ingress) => {
    for (const host of hostsOf(ingress)) act(hosts, host, ingress)
    for (const key of pathKeys(ingress)) act(paths, key, ingress)
    for (const name of namesOf(ingress)) act(names, name, ingress)
  }

  function follow(ours: readonly V1Ingress[]): void {
    if (ours === known) return
    const before = new Set(known)
    for (const one of ours) if (!before.delete(one)) change(enter, one)
    for (const one of before) change(leave, one)
    known = ours
  }

  return {
    of(ingress, ours) {
      follow(ours)
      const found = new Set<V1Ingress>()
      const others = (list: readonly V1Ingress[] = []) => list.filter((one) => isOther(one, ingress))
      const add = (list: readonly (V1Ingress | undefined)[], most = MOST_OF_ALL) => {
        for (const one of list) if (one && found.size < most) found.add(one)
      }
      const ofHosts = [...new Set(hostsOf(ingress))].map((host) => others(hosts.get(host)))
      for (const list of ofHosts) add([oldest(list)])
      for (const name of namesOf(ingress)) {
        for (const list of [names.get(name), names.get(wildcardOf(name)), hosts.get(name)]) add([oldest(others(list))])
      }
      for (const key of pathKeys(ingress)) add(others(paths.get(key)).slice(0, MOST_OF_A_PATH))
      for (const list of ofHosts) add(list.slice(0, MOST_OF_HOSTS), MOST_OF_HOSTS)
      return [...found]
    },
  }
}
