import { edited } from '#lib/routing/filters/edits.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import type { Trace } from '#lib/routing/trace.ts'
import { forwardedHeaders, upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Filtered } from './filters/explain-filters.ts'
import type { Arrival } from './predict.ts'
import type { Explanation } from './result.ts'
import type { Side } from './sides.ts'

/** Field lines as a record; several of one name are one value. */
function recordOf(lines: string): Record<string, string> {
  const record: Record<string, string> = {}
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    record[name] = Object.hasOwn(record, name) ? `${record[name]}, ${value}` : value
  }
  return record
}

/** A line break would make two lines of one; no client can send it. */
const lineOf = (name: string, value: string) => `${name}: ${value.replace(/[\r\n]/g, ' ')}\r\n`

/**
 * What a target is asked, with the changes of the route's filters.
 * @param target the one that is asked first, most likely
 */
export function upstreamRequest(
  snapshot: Snapshot,
  { match, edits, host: rewritten }: Pick<Filtered, 'match' | 'edits' | 'host'>,
  { service }: Side,
  target: { host: string; port: number } | null,
  arrival: Arrival,
  trace: Trace,
): NonNullable<Explanation['upstreamRequest']> {
  const { request, host: sentHost, clientAddress, port } = arrival
  const upstream = snapshot.upstreams[service.upstream]!
  const { target: path, strippedPrefix } = upstreamTarget(match, service, trace)
  const host = rewritten ?? upstreamHost(match.route, service, upstream, target ?? { host: upstream.name, port: 0 }, sentHost)
  const facts = { clientAddress, protocol: request.protocol, host: sentHost, port, target: request.target, strippedPrefix, requestId: '…' }
  const forwarded = forwardedHeaders(facts).map(([name, value]) => [name.toLowerCase(), value] as const)
  const replaced = new Set(['host', ...forwarded.map(([name]) => name)])
  const sent = Object.entries(request.headers).filter(([name, value]) => value !== undefined && !replaced.has(name))
  const kept = sent.map(([name, value]) => [name, String(value)] as const)
  const lines = [...kept, ...forwarded].map(([name, value]) => lineOf(name, value)).join('')
  const fields = recordOf(edits.reduce(edited, lines))
  return { method: request.method, url: `${service.protocol}://${host}${path}`, headers: { host, ...fields } }
}
