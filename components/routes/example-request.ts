import type { Route } from '#lib/model/route.ts'

/** A request that a route takes, as far as its fields tell. */
export type ExampleRequest = {
  method: string
  url: string
  headers: [string, string][]
  /** The name in the TLS handshake, where the route asks for one. */
  sni: string | undefined
  /** The host as in the URL, with its port if the route asks for one. */
  authority: string
  host: string
  port: string | undefined
  /** Path and query. */
  target: string
  /** Whether a wildcard or a regular expression had to be guessed. */
  guess: boolean
}

/** A host that the rule takes: `*.x` and `x.*` with a word in the gap. */
const hostOf = (rule: string) => rule.replace(/^\*\./, 'www.').replace(/\.\*(?=$|:)/, '.test')

function pathOf(route: Pick<Route, 'paths' | 'useRegex'>): { path: string; guess: boolean } {
  const plain = route.paths.find((path) => path.type !== 'regex' && !route.useRegex)
  if (plain) return { path: plain.value, guess: false }
  const regex = route.paths[0]
  if (!regex) return { path: '/', guess: false }
  return { path: /^\/[\w./-]*/.exec(regex.value)?.[0] ?? '/', guess: true }
}

/** A value that a header or query rule takes; a regular expression (`~*`) cannot be turned into one. */
const valueOf = (values: readonly string[]) => values.find((value) => !value.startsWith('~*'))

/** @param fallback the authority for a route without hosts */
export function exampleRequest(route: Route, fallback = 'localhost'): ExampleRequest {
  const rule = route.hosts.find((host) => !host.includes('*')) ?? route.hosts[0]
  const authority = hostOf(rule ?? fallback)
  const { path, guess } = pathOf(route)
  const headers = Object.entries(route.headers).map(([name, values]) => [name, valueOf(values)] as const)
  const query = Object.entries(route.query).map(([name, values]) => [name, valueOf(values)] as const)
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`).join('&')
  const target = `${path}${search === '' ? '' : `?${search}`}`
  const scheme = route.protocols.includes('http') || !route.protocols.includes('https') ? 'http' : 'https'
  return {
    method: route.methods.length === 0 || route.methods.includes('GET') ? 'GET' : route.methods[0]!,
    url: `${scheme}://${authority}${target}`,
    sni: route.snis.length === 0 || scheme === 'http' ? undefined : hostOf(route.snis[0]!),
    headers: headers.map(([name, value]) => [name, value ?? '']),
    authority,
    host: authority.replace(/:\d+$/, ''),
    port: /:(\d+)$/.exec(authority)?.[1],
    target,
    guess: guess || (rule?.includes('*') ?? false) || [...headers, ...query].some(([, value]) => value === undefined),
  }
}
