import { BUILT_IN_LISTENERS } from '#lib/model/listener.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Dialect } from '#lib/model/workspace.ts'

type Fields = Record<string, unknown>

/** A draft may ask for the match alone: such a route answers as one whose service is gone. */
const NO_SERVICE = 'none'

const ASKED = ['hosts', 'paths', 'methods', 'headers', 'query', 'snis', 'sources', 'destinations']
const isEmpty = (value: unknown) => value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
const isAnyHost = (host: unknown) => host === '*' || host === ''

/** An empty path is "/"; one with a "?" is a regular expression, which a route that is all regexes may write as any type. */
function lenientPath(path: unknown, isRegex: boolean): unknown {
  if (typeof path !== 'object' || path === null) return path
  const { type, value } = path as Fields
  if (value === '') return { type, value: '/' }
  return isRegex && typeof value === 'string' && /[?#]/.test(value) ? { type: 'implementationSpecific', value } : path
}

function lenientRoute(given: Fields, dialect: Dialect): Fields {
  const isRegex = dialect === 'nginx' && (given.useRegex === true || given.rewriteTarget !== undefined)
  const hosts = Array.isArray(given.hosts) ? { hosts: given.hosts.filter((host) => !isAnyHost(host)) } : {}
  const paths = Array.isArray(given.paths) ? { paths: given.paths.map((path) => lenientPath(path, isRegex)) } : {}
  const route: Fields = { service: NO_SERVICE, ...given, ...hosts, ...paths }
  // Kong refuses a route that asks for nothing; elsewhere it takes everything.
  return dialect !== 'kong' && ASKED.every((field) => isEmpty(route[field])) ? { ...route, paths: [{ type: 'prefix', value: '/' }] } : route
}

function lenientListener({ port, ...given }: Fields): Fields {
  const hostname = isAnyHost(given.hostname) ? { hostname: undefined } : {}
  return { ...given, ...hostname, ...((BUILT_IN_LISTENERS as readonly unknown[]).includes(given.name) ? {} : { port }) }
}

/**
 * An object of a draft, as other systems would write it, in the form of the model: null is absent, "*" is every host, a
 * route may ask for nothing and name no service. What is stored is held to the letter.
 */
export function lenient(kind: Kind, given: Fields, dialect: Dialect): Fields {
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
  if (kind === 'routes') return lenientRoute(fields, dialect)
  return kind === 'listeners' ? lenientListener(fields) : fields
}
