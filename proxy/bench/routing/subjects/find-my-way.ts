import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Router from 'find-my-way'
import { liveBytes } from '../heap.ts'
import type { RouteSpec } from '../route-specs.ts'
import type { Subject, SubjectInput } from './subject.ts'

type Found = ReturnType<Router.Instance<Router.HTTPVersion.V1>['find']>

/** "find-my-way supports a maximum of 31 route handlers per node when there are constraints". */
const HOSTS_PER_PATH = 31

const packageFile = new URL('package.json', import.meta.resolve('find-my-way'))
const { version } = JSON.parse(readFileSync(fileURLToPath(packageFile), 'utf8')) as { version: string }

function patternsOf({ type, base }: RouteSpec['path']): string[] {
  if (type === 'exact') return [base]
  if (type === 'prefix') return [base, `${base}/*`]
  return [`${base}/:id(^[0-9]+$)`]
}

/** Those of the routes that it can express, in their order. */
function expressible(specs: readonly RouteSpec[]): RouteSpec[] {
  const hosts = new Map<string, number>()
  return specs.filter(({ host, header, path }) => {
    const used = hosts.get(path.base) ?? 0
    if (host.startsWith('*') || header || used === HOSTS_PER_PATH) return false
    hosts.set(path.base, used + 1)
    return true
  })
}

/**
 * Its `host` constraint. Wildcard hosts it takes only as regular expressions, which it tries one by one, and headers not
 * at all without a strategy of one's own: such routes are left out, as are those of a 32nd host with the same path.
 */
export function findMyWay({ specs }: SubjectInput): Subject<Found> {
  const all = specs()
  const held = expressible(all)
  const names = held.map(({ name }) => ({ name }))
  const before = liveBytes()
  const router = Router()
  held.forEach(({ host, path }, index) => {
    for (const pattern of patternsOf(path)) router.on('GET', pattern, { constraints: { host } }, () => {}, names[index])
  })
  const bytesPerRoute = (liveBytes() - before) / held.length
  const routes = new Set(held.map(({ name }) => name))
  return {
    version,
    note: `holds ${held.length} of ${all.length} routes: no wildcard hosts, no headers, at most ${HOSTS_PER_PATH} hosts with the same path`,
    find: (request) => router.find('GET', request.target, { host: request.host }),
    nameOf: (found) => (found ? (found.store as { name: string }).name : null),
    holds: (route) => routes.has(route),
    bytesPerRoute,
  }
}
