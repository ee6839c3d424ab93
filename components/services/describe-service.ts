import type { Service } from '#lib/model/service.ts'
import { defaultPort } from './service-values.ts'

type Destination = Pick<Service, 'protocol' | 'upstream' | 'host' | 'port' | 'path'>

/** An IPv6 address needs brackets before a port (RFC 3986 §3.2.2). */
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Where a service goes, as one address: `http://shop/v2`, `https://10.0.0.1:8443`. The default port is left out. */
export function destination({ protocol, upstream, host, port, path }: Destination): string {
  const to = host === undefined ? (upstream ?? '') : `${inUrl(host)}${port === undefined || port === defaultPort(protocol) ? '' : `:${port}`}`
  return `${protocol}://${to}${path ?? ''}`
}

/** Milliseconds in the shortest unit that says them exactly: `250 ms`, `60 s`. */
export const duration = (ms: number) => (ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`)
