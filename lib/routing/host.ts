import type { HostMatch } from '#lib/snapshot/snapshot.ts'

/** The Host of a request, split once: name in lower case without brackets' meaning changed, and its port if it names one. */
export type RequestHost = { name: string; port: number | null }

// A name longer than that is in no DNS, and no rule is meant for it; to cut it at every dot would take quadratic time.
const LONGEST_NAME = 255

/** One address has many texts: `[::1]` and `[0:0::1]` (RFC 5952). What is no address stays as it is. */
function canonicalAddress(bracketed: string): string {
  const url = `http://${bracketed}`
  return /^\[[0-9a-f:.]+\]$/.test(bracketed) && URL.canParse(url) ? new URL(url).hostname : bracketed
}

/** The one form of a host name, or of an address in brackets, in which rules and requests are compared. */
function plainName(name: string): string {
  if (name.length > LONGEST_NAME) return ''
  const lower = (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()
  return lower.startsWith('[') ? canonicalAddress(lower) : lower
}

/** Splits `name:port` of a request or a rule; `[v6]:port` keeps its brackets, a bare IPv6 address gets them. One trailing dot is dropped. */
export function parseHost(host: string): RequestHost {
  if (!host.includes(':')) return { name: plainName(host), port: null }
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host)
  if (match) return { name: plainName(match[1]!), port: match[2] === undefined ? null : Number(match[2]) }
  return { name: plainName(/^[0-9a-f:.]+$/i.test(host) ? `[${host}]` : host), port: null }
}

function namesMatch(host: Exclude<HostMatch, { kind: 'any' }>, name: string): boolean {
  if (host.kind === 'exact') return name === host.value
  if (host.kind === 'prefix') return name.length > host.value.length && name.startsWith(host.value)
  if (name.length <= host.value.length || !name.endsWith(host.value)) return false
  return host.labels === 'many' || name.indexOf('.') === name.length - host.value.length
}

/**
 * Whether a host rule takes the request. A rule with a port wants that port, where a Host without one means the scheme's
 * default (Kong `host_with_port`); a rule without a port takes any.
 */
export function hostMatches(host: HostMatch, request: RequestHost, defaultPort: number): boolean {
  if (host.kind === 'any') return true
  if (host.port !== undefined && host.port !== (request.port ?? defaultPort)) return false
  return namesMatch(host, request.name)
}

/** A host rule as people write it. */
export function hostText(host: HostMatch): string {
  if (host.kind === 'any') return '*'
  const name = host.kind === 'exact' ? host.value : host.kind === 'suffix' ? `*${host.value}` : `${host.value}*`
  return host.port === undefined ? name : `${name}:${host.port}`
}
