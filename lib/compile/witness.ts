import type { RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledListener, CompiledRoute, Entry, HostMatch, NamedMatch } from '#lib/snapshot/snapshot.ts'

const LABEL = 'any'

/** A host that the rule takes; for "any host" one that no other rule is likely to name. */
function witnessHost(host: HostMatch): string {
  switch (host.kind) {
    case 'any':
      return 'any-host.invalid'
    case 'exact':
      return host.port === undefined ? host.value : `${host.value}:${host.port}`
    case 'suffix':
      return `${LABEL}${host.value}${host.port === undefined ? '' : `:${host.port}`}`
    case 'prefix':
      return `${host.value}${LABEL}${host.port === undefined ? '' : `:${host.port}`}`
  }
}

/** The literal start of a regular expression, as the shortest guess at a path that it takes. */
function literalPath(pattern: string): string {
  const literal = /^\^?([A-Za-z0-9/_-]*)/.exec(pattern)?.[1] ?? ''
  return literal.startsWith('/') ? literal : '/'
}

const firstValue = ({ name, any }: NamedMatch): [string, string] => [name, any.find((value) => value.kind === 'exact')?.value ?? '']

/**
 * A request that an entry takes when nothing is ranked before it. For a regular expression it is a guess from its
 * literal start, so a change behind one may go unseen.
 */
export function witnessOf(entry: Entry, route: CompiledRoute, listener: CompiledListener): RoutingRequest {
  const path = entry.path.kind === 'any' ? '/' : entry.path.kind === 'regex' ? literalPath(entry.path.value) : entry.path.value
  const query = new URLSearchParams(route.query.map(firstValue)).toString()
  const host = witnessHost(entry.host)
  return {
    method: route.methods[0] ?? 'GET',
    host,
    target: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(route.headers.map(firstValue)),
    protocol: listener.protocol,
    ...(listener.protocol === 'https' ? { sni: route.snis[0]?.replace(/^\*/, LABEL) ?? host.replace(/:\d+$/, '') } : {}),
  }
}
