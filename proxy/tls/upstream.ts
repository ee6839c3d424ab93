import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { redact } from '#lib/snapshot/redact.ts'
import type { CompiledService } from '#lib/snapshot/snapshot.ts'

/** How TLS with a target is done: options for `tls.connect`, and where the sessions that it gives are kept. */
export type UpstreamTls = {
  options: tls.ConnectionOptions
  /** For the event `session` of the socket. It is only given once the target's certificate has been verified. */
  remember(session: Buffer): void
}

type Settings = NonNullable<CompiledService['tls']>

/** What settings share: their context, and the sessions that were made with it. */
type Shared = { context: tls.SecureContext; problem: Error | null; sessions: Map<string, Buffer> }

const VERIFIED: Settings = { verify: true, ca: null, client: null }
const MOST_SETTINGS = 256
const MOST_SESSIONS = 1000

const shared = new Map<string, Shared>()
/** Settings of a snapshot stay the same object, and may hold a long list of authorities. */
const bySettings = new WeakMap<Settings, Shared>()

/**
 * How a service speaks TLS with a target: HTTP/1.1, TLS 1.2 or 1.3, with a session of before where there is one. Settings
 * that OpenSSL does not take give a connection that always fails, as one with a bad target does.
 * @param settings null: the system's authorities count, and no certificate of ours is shown
 * @param serverName whose certificate it must show; an IP address is verified, too, but not sent as SNI (RFC 6066 §3)
 * @param address where the connection goes, with its port: sessions are only good there
 */
export function upstreamTls(settings: CompiledService['tls'], serverName: string, address: string): UpstreamTls {
  const asked = settings ?? VERIFIED
  const { context, problem, sessions } = sharedOf(asked)
  const key = `${address}\n${serverName}`
  const session = sessions.get(key)
  const isName = isIP(serverName) === 0
  const check = (_: string, certificate: tls.PeerCertificate) => problem ?? tls.checkServerIdentity(serverName, certificate)
  return {
    options: {
      secureContext: context,
      rejectUnauthorized: asked.verify || problem !== null,
      ALPNProtocols: ['http/1.1'],
      ...(isName && { servername: serverName }),
      // Node would compare an address with what it was told to connect to.
      ...((!isName || problem !== null) && { checkServerIdentity: check }),
      ...(session && { session }),
    },
    remember(given) {
      // Put at the end, so that the one that was given longest ago comes first.
      sessions.delete(key)
      sessions.set(key, given)
      if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.keys().next().value!)
    },
  }
}

function sharedOf(settings: Settings): Shared {
  const known = bySettings.get(settings)
  if (known) return known
  const key = createHash('sha256').update(JSON.stringify(settings)).digest('base64')
  let found = shared.get(key)
  if (!found) {
    shared.set(key, (found = { ...contextOf(settings), sessions: new Map() }))
    if (shared.size > MOST_SETTINGS) shared.delete(shared.keys().next().value!)
  }
  bySettings.set(settings, found)
  return found
}

function contextOf({ ca, client }: Settings): { context: tls.SecureContext; problem: Error | null } {
  try {
    return { context: tls.createSecureContext({ minVersion: 'TLSv1.2', ...(ca !== null && { ca }), ...client }), problem: null }
  } catch (error) {
    const problem = Object.assign(new Error(`TLS with the target: ${redact((error as Error).message)}`), { code: 'ERR_TLS_SETTINGS' })
    return { context: tls.createSecureContext({ minVersion: 'TLSv1.2' }), problem }
  }
}
