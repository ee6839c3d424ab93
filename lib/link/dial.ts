import { lookup as systemLookup } from 'node:dns'
import { readFileSync } from 'node:fs'
import http, { type ClientRequest, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { isLoopback } from '#lib/env.ts'
import { LINK_NAME, linkIdentity } from './identity.ts'

export type LinkTrust = {
  token: string
  /** Authorities (PEM) that may sign the controller's certificate; without them, the one derived from the token is asked for. */
  caFile?: string | undefined
}

/** The way to a controller: its connections are kept and used again. */
export type Dial = {
  request(path: string, method: string, headers?: OutgoingHttpHeaders): ClientRequest
  /** From now on new connections go to this address, whatever the host name says. */
  keepTo(address: string): void
  /** What went wrong, for the person who set the variables. */
  reasonOf(request: ClientRequest, error: Error): string
  close(): void
}

const sameCertificate = (der: Buffer) => (_: string, peer: { raw: Buffer }) =>
  peer.raw.equals(der) ? undefined : new Error('the controller shows another certificate')

/** The host name may be anything where the certificate itself is known; with an authority, it is checked as usual. */
function tlsOptions({ token, caFile }: LinkTrust): https.AgentOptions {
  if (caFile !== undefined) return { ca: readFileSync(caFile), minVersion: 'TLSv1.3' }
  const { certificate, der } = linkIdentity(token)
  return { ca: certificate, servername: LINK_NAME, checkServerIdentity: sameCertificate(der), minVersion: 'TLSv1.3' }
}

function reasonOf({ protocol }: URL, trust: LinkTrust, request: ClientRequest, error: NodeJS.ErrnoException): string {
  if (protocol === 'http:') {
    if (error.code !== 'ECONNRESET' || request.reusedSocket) return error.message
    return `${error.message} (a controller whose SLUICE_LINK_HOST is not loopback wants https://)`
  }
  if (error.message.includes('wrong version number')) {
    return 'the controller speaks plain HTTP, and SLUICE_CONTROLLER_URL says https://'
  }
  if (!(request.socket as TLSSocket | null)?.authorizationError) return error.message
  return trust.caFile === undefined
    ? 'the controller shows no certificate made of our SLUICE_LINK_TOKEN: the tokens differ, or it has its own and SLUICE_LINK_CA is missing'
    : `the certificate of the controller is refused under SLUICE_LINK_CA: ${error.message}`
}

/**
 * @throws {Error} if the URL asks for plain HTTP to another machine (snapshots hold private keys), or the authorities cannot be read
 */
export function dial(controllerUrl: string, trust: LinkTrust): Dial {
  const base = new URL(controllerUrl)
  const isTls = base.protocol === 'https:'
  if (!isTls && !isLoopback(base.hostname)) {
    throw new Error(`SLUICE_CONTROLLER_URL must be https:// for another machine (it is ${base.origin})`)
  }
  let kept: string | undefined
  const lookup: LookupFunction = (host, options, callback) => {
    if (kept === undefined) return systemLookup(host, options, callback)
    const family = isIPv6(kept) ? 6 : 4
    if (options.all) callback(null, [{ address: kept, family }])
    else callback(null, kept, family)
  }
  const agent = isTls ? new https.Agent({ keepAlive: true, lookup, ...tlsOptions(trust) }) : new http.Agent({ keepAlive: true, lookup })
  const send = isTls ? https.request : http.request
  return {
    request: (path, method, headers = {}) =>
      send(new URL(path, base), { method, agent, headers: { ...headers, authorization: `Bearer ${trust.token}` } }),
    keepTo: (address) => void (kept = address),
    reasonOf: (request, error) => reasonOf(base, trust, request, error),
    close: () => agent.destroy(),
  }
}
