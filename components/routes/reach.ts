import type { Route } from '#lib/model/route.ts'
import { exampleRequest } from './example-request.ts'

/** How to reach a route by hand. */
export type Reach = {
  /** `127.0.0.1 shop.test`; null for a route without hosts, or with an address as its host. */
  hostsLine: string | null
  /** Commands by scheme, with the real ports of the proxy. */
  commands: { scheme: 'http' | 'https'; command: string }[]
  /** Whether a path, host or value is a guess for a wildcard or a regular expression. */
  example: boolean
}

type Ports = { http: number; https: number }

const isAddress = (host: string) => /^[\d.]+$|^\[/.test(host)
const quote = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
const methodArgs = (method: string) => (method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method])

/**
 * The hosts-file line and the curl commands that reach a route of HTTP protocols through a proxy on `address`.
 * @param address where the proxy's ports are, an IP address or a host name
 */
export function reach(route: Route, address: string, ports: Ports): Reach {
  const request = exampleRequest(route, address)
  const { host, port, authority } = request
  const named = route.hosts.length > 0
  const extras = [...methodArgs(request.method), ...request.headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`])]
  const commands = (['http', 'https'] as const)
    .filter((scheme) => route.protocols.includes(scheme))
    .map((scheme) => {
      const connect = named ? ['--connect-to', `${host}:${port ?? (scheme === 'http' ? 80 : 443)}:${address}:${ports[scheme]}`] : []
      const url = `${scheme}://${named ? authority : `${address}:${ports[scheme]}`}${request.target}`
      return { scheme, command: ['curl', ...(scheme === 'https' ? ['-k'] : []), ...connect, ...extras, url].map(quote).join(' ') }
    })
  // A hosts file takes addresses alone; the browser does not say to which one the dashboard's name leads.
  const from = isAddress(address) ? address.replace(/^\[|\]$/g, '') : `<IP of ${address}>`
  return { hostsLine: !named || isAddress(host) ? null : `${from} ${host}`, commands, example: request.guess }
}
