import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import tls from 'node:tls'
import { connectionFailure, within } from './outcome.ts'
import type { ProbeAnswer, ProbeAsk } from './probe.ts'
import { resultOf, statusMap } from './statuses.ts'

/** The name that the target's certificate must show. */
export const serverNameOf = ({ checks, host, hostHeader }: ProbeAsk): string => checks.httpsSni ?? hostHeader?.replace(/:\d+$/, '') ?? host

/** How a check speaks TLS: the system's authorities count, as for a service that names none. */
export function tlsOf(ask: ProbeAsk): tls.ConnectionOptions {
  const name = serverNameOf(ask)
  // A name of a certificate is checked, too, where it is an address, which is no SNI (RFC 6066 §3).
  return {
    rejectUnauthorized: ask.checks.httpsVerifyCertificate,
    minVersion: 'TLSv1.2',
    ...(isIP(name) === 0 ? { servername: name } : { checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate) }),
  }
}

/** A GET, of which the status counts (Kong `healthchecks.active`). An answer that is no HTTP counts as an unhealthy status, as there. */
export const httpProbe = (ask: ProbeAsk, lookup: LookupFunction): Promise<ProbeAnswer> =>
  within(ask.checks.timeout, (done) => {
    const { checks, host, port, hostHeader } = ask
    const statuses = statusMap(checks.healthy.httpStatuses, checks.unhealthy.httpStatuses)
    const given = new Map(Object.entries(checks.headers).map(([name, values]) => [name.toLowerCase(), { name, values }]))
    const headers: http.OutgoingHttpHeaders = { ...(!given.has('host') && { Host: hostHeader ?? hostOf(host) }), Connection: 'close' }
    for (const { name, values } of given.values()) headers[name] = values.length === 1 ? values[0]! : values
    // Given at once: what is wrong with them is thrown before there is a connection that could fail later.
    const options = { host, port, path: checks.httpPath, headers, lookup, agent: false, setDefaultHeaders: false } as const
    const request = checks.type === 'https' ? https.request({ ...options, ...tlsOf(ask) }) : http.request(options)
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      // It is let go with its body unread.
      response.on('error', () => {})
      done({ result: resultOf(statuses, status), reason: `status: ${status}` })
    })
    request.on('error', (error: NodeJS.ErrnoException) =>
      done(error.code?.startsWith('HPE_') ? { result: 'httpFailure', reason: `status: ${error.code}` } : connectionFailure(error)),
    )
    request.end()
    return () => request.destroy()
  })

/** RFC 3986 §3.2.2. Without the port, as Kong sends it. */
const hostOf = (host: string): string => (host.includes(':') ? `[${host}]` : host)
