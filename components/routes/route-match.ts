import type { Route } from '#lib/model/route.ts'

type Matching = Pick<Route, 'hosts' | 'paths' | 'snis' | 'sources' | 'destinations'>
type Path = { type: Route['paths'][number]['type']; value: string }

/**
 * A path as one line says it: `/api` and below, `=/api` alone, `/api*` as a plain start, `~/api` as a regular
 * expression, `/api (ImplementationSpecific)` as the dialect decides.
 */
export function pathText({ type, value }: Path): string {
  return { prefix: value, exact: `=${value}`, startsWith: `${value}*`, regex: `~${value}`, implementationSpecific: `${value} (ImplementationSpecific)` }[type]
}

export const peerText = ({ ip, port }: { ip?: string | undefined; port?: number | string | undefined }) =>
  port === undefined ? (ip ?? '') : ip?.includes(':') ? `[${ip}]:${port}` : `${ip ?? '*'}:${port}`

/** Up to `limit` texts that together say what a route matches, and how many more there are. */
export type Summary = { shown: string[]; more: number }

const cut = (texts: string[], limit: number): Summary => ({ shown: texts.slice(0, limit), more: Math.max(0, texts.length - limit) })

/** `shop.test/api`: hosts and paths as addresses; `*` where any host will do. */
export function addresses({ hosts, paths, snis, sources, destinations }: Matching, limit: number): Summary {
  const named = hosts.length > 0 ? hosts : paths.length > 0 ? ['*'] : []
  if (named.length > 0) {
    const whole = paths.every((path) => path.type === 'prefix' && path.value === '/')
    const ends = whole ? [''] : paths.map((path) => (path.type === 'exact' || path.type === 'regex' ? ` ${pathText(path)}` : pathText(path)))
    const total = named.length * ends.length
    const shown: string[] = []
    for (const host of named) for (const end of ends) if (shown.length < limit) shown.push(host === '*' && end === '' ? '*/' : host + end)
    return { shown, more: total - shown.length }
  }
  const peers = [...sources.map((peer) => `${peerText(peer)} →`), ...destinations.map((peer) => `→ ${peerText(peer)}`)]
  return cut([...snis.map((sni) => `SNI ${sni}`), ...peers], limit)
}

/** What a route of web requests takes less than all of: some methods, one of the two protocols. */
export function limitsOf({ methods, protocols }: Pick<Route, 'methods' | 'protocols'>): string[] {
  const isWhole = protocols.includes('http') && protocols.includes('https')
  return [methods.join(', '), isWhole ? '' : protocols.join(', ')].filter((limit) => limit !== '')
}

/** One line: `shop.test/api +2`; `*` for a route that any address may match. */
export function matchLine(route: Matching): string {
  const { shown, more } = addresses(route, 1)
  return `${shown[0] ?? '*'}${more > 0 ? ` +${more}` : ''}`
}
