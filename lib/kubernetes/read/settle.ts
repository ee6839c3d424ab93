import type { Route } from '#lib/model/route.ts'
import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import { objectKeyOf, type V1Ingress } from '../objects.ts'
import { finding, sourceOf } from './finding.ts'
import { placesOf, type IngressRead } from './ingress.ts'
import type { KeptIngress, ReadMemo } from './memo.ts'
import { isOfOneNamespace, isOlder, type Owners } from './owners.ts'

/** A route that is left out, by its place in its Ingress, and the Ingress that has its host and path. */
type Loss = { place: number; winner: V1Ingress }

const hostOf = ({ object }: Declared<Route>): string | null => (object.paths.length === 0 ? null : (object.hosts[0] ?? ''))

const PLAIN = /^(?:\/[\w~-][\w~.-]*)+\/?$/

/** The same text for all paths that may be compared as one, and perhaps for more: escapes, dots and slashes are no way around. */
function pathKey(path: string): string {
  if (PLAIN.test(path)) return path.endsWith('/') ? path.slice(0, -1) : path
  const { pathname } = new URL(`http://x${path.startsWith('/') ? '' : '/'}${path.replace(/[?#]/g, encodeURIComponent)}`)
  const decoded = pathname.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
  return decoded.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
}

const makesRegex = ({ object: { paths: [path], useRegex, rewriteTarget } }: Declared<Route>): boolean =>
  path?.type === 'regex' || useRegex === true || (rewriteTarget !== undefined && rewriteTarget !== path?.value)

/** The contested hosts of which all paths are regular expressions (dialect `nginx`): there a path may take more than it says. */
function regexHosts(kept: readonly KeptIngress[], owners: Owners): ReadonlySet<string> {
  const hosts = new Set<string>()
  for (const { read } of kept) {
    for (const route of read.nginx ? read.routes : []) {
      const host = hostOf(route)
      if (host !== null && owners.get(host)?.isContested && makesRegex(route)) hosts.add(host)
    }
  }
  return hosts
}

/** As a regular expression this takes what it says; a dot would stand for anything. */
const LITERAL = /^(?:\/\.well-known(?=\/))?[\w~/-]*$/

type Paths = { regex: ReadonlySet<string>; taken: ReadonlyMap<string, V1Ingress> }

function isPlain({ object }: Declared<Route>, host: string, regex: Paths['regex']): boolean {
  const [path] = object.paths
  if (path?.type === 'regex' || path?.type === 'startsWith') return false
  return !regex.has(host) || LITERAL.test(path?.value ?? '')
}

const placeKey = ({ object }: Declared<Route>, host: string, regex: Paths['regex']): string => {
  const key = pathKey(object.paths[0]!.value)
  return `${host} ${regex.has(host) ? key.toLowerCase() : key}`
}

/** Whose each plain path of a contested host is: of the host's namespace where that has it, else of the oldest Ingress. */
function pathOwners(kept: readonly KeptIngress[], owners: Owners): Paths {
  const regex = regexHosts(kept, owners)
  const taken = new Map<string, V1Ingress>()
  for (const { ingress, read } of kept) {
    for (const route of read.routes) {
      const host = hostOf(route)
      const owner = owners.get(host)
      if (host === null || !owner?.isContested) continue
      const isOwn = isOfOneNamespace(owner.ingress, ingress)
      if (!isOwn && !isPlain(route, host, regex)) continue
      const key = placeKey(route, host, regex)
      const known = taken.get(key)
      const isKnownOwn = known !== undefined && isOfOneNamespace(owner.ingress, known)
      if (!known || (isOwn === isKnownOwn ? isOlder(ingress, known) : isOwn)) taken.set(key, ingress)
    }
  }
  return { regex, taken }
}

function lossesOf({ ingress, read }: KeptIngress, owners: Owners, { regex, taken }: Paths): Loss[] {
  return read.routes.flatMap((route, place): Loss[] => {
    const host = hostOf(route)
    const owner = owners.get(host)
    if (!owner?.isContested || isOfOneNamespace(owner.ingress, ingress)) return []
    const winner = host !== null && isPlain(route, host, regex) ? taken.get(placeKey(route, host, regex))! : owner.ingress
    return isOfOneNamespace(winner, ingress) ? [] : [{ place, winner }]
  })
}

function without({ ingress, read }: KeptIngress, losses: readonly Loss[], workspace: string): IngressRead {
  const { namespace, name } = ingress.metadata
  const source = sourceOf(workspace, { kind: 'Ingress', namespace, name })
  const places = placesOf(ingress)
  // Behind its places stand routes that an annotation made.
  const taken = losses.filter(({ place }) => place < places.length).map(({ place, winner }): Diagnostic => {
    const { host, path, field } = places[place]!
    const params = { host: host || '*', path: path ? path.path || '/' : '*', winner: objectKeyOf(winner.metadata) }
    const what = path ? `The path ${params.path} of ${host ? `the host ${host}` : 'every host'}` : 'The default backend'
    const remedy = path ? 'choose another host, or a plain path that it does not have' : 'name hosts by rules'
    const message = `${what} belongs to the Ingress ${params.winner} of another namespace and is left out here; ${remedy}`
    return finding(source, 'PATH_TAKEN', field.replace(/\.backend$/, '.path'), message, params)
  })
  const lost = new Set(losses.map(({ place }) => place))
  const names = new Set(losses.map(({ place }) => read.routes[place]!.object.name))
  const isLost = ({ source: { kind, name: of } }: Diagnostic) => (kind === 'routes' || kind === 'canaries') && names.has(of)
  return {
    routes: read.routes.filter((_, place) => !lost.has(place)),
    canaries: read.canaries.filter(({ object }) => !names.has(object.route)),
    // One for each route, then that of the canaries and those of the filters.
    backends: lost.size === read.routes.length ? [] : read.backends.filter((_, place) => !lost.has(place)),
    users: lost.size === read.routes.length ? [] : read.users,
    diagnostics: [...read.diagnostics.filter((found) => !isLost(found)), ...taken],
  }
}

/**
 * What of each Ingress is served: on a host whose oldest Ingress is of another namespace it may only add plain paths that nobody
 * else has. A method, a header or a longer pattern would otherwise take the requests of its owner.
 */
export function settle(kept: readonly KeptIngress[], owners: Owners, workspace: string, memo: ReadMemo['settled']): IngressRead[] {
  if (![...owners.values()].some(({ isContested }) => isContested)) return kept.map(({ read }) => read)
  const paths = pathOwners(kept, owners)
  return kept.map((one) => {
    const losses = lossesOf(one, owners, paths)
    if (losses.length === 0) return one.read
    const id = losses.map(({ place, winner }) => `${place} ${objectKeyOf(winner.metadata)}`).join('\n')
    const known = memo.get(one.read)
    if (known?.id === id) return known.read
    const read = without(one, losses, workspace)
    memo.set(one.read, { id, read })
    return read
  })
}
