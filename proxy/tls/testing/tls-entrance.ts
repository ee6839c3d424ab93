import net, { type Socket } from 'node:net'
import tls from 'node:tls'
import { onTestFinished } from 'vitest'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import { createDeadlines } from '../../deadlines.ts'
import type { Gate } from '../../http1/exchange.ts'
import type { Live } from '../../live.ts'
import type { TallyName } from '../../tally.ts'
import { listenOnAnyPort } from '../../testing/echo.ts'
import { acceptTls } from '../accept.ts'
import { loadCertificates, type Certificates } from '../certificates.ts'
import type { TlsFacts } from '../handshake.ts'
import { createIdentities } from '../identities.ts'

export type Entrance = {
  port: number
  /** Of all connections that became secure. */
  facts: TlsFacts[]
  /** Their sockets, and those that were accepted. */
  secure: tls.TLSSocket[]
  accepted: Socket[]
  certificates: Certificates
  serve(certificates: TestCertificate[]): void
  counted(name: TallyName): number
}

export type TestCertificate = Pick<CompiledCertificate, 'cert' | 'key' | 'snis'> & Partial<CompiledCertificate>

const compiled = (certificate: TestCertificate): CompiledCertificate => ({ workspace: 'default', name: 'test', clientCertificates: null, ...certificate })

/** A port on which TLS is accepted as in the proxy; behind it, each connection gets its facts as JSON, and is closed. */
export async function startEntrance(
  certificates: TestCertificate[] | null,
  { secret, now, handshakeMs, talk = sayFacts }: { secret?: Uint8Array; now?: () => number; handshakeMs?: number; talk?: (socket: tls.TLSSocket, facts: TlsFacts) => void } = {},
): Promise<Entrance> {
  const identities = createIdentities(secret, now)
  const load = (given: TestCertificate[]) => loadCertificates(given.map(compiled), identities)
  const counts = new Map<TallyName, number>()
  const tally = { add: (name: TallyName) => counts.set(name, (counts.get(name) ?? 0) + 1), answer: () => {} }
  const deadlines = createDeadlines(5)
  const gate = { live: null as Pick<Live, 'certificates'> | null, deadlines, tally } as unknown as Gate
  const entrance: Entrance = {
    port: 0, facts: [], secure: [], accepted: [],
    certificates: load(certificates ?? []),
    serve(given) {
      entrance.certificates = load(given)
      gate.live = entrance as unknown as Live
    },
    counted: (name) => counts.get(name) ?? 0,
  }
  if (certificates) gate.live = entrance as unknown as Live
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    entrance.accepted.push(socket)
    acceptTls(
      gate,
      socket,
      (secure, facts) => {
        entrance.facts.push(facts)
        entrance.secure.push(secure)
        secure.on('error', () => {})
        talk(secure, facts)
      },
      handshakeMs,
    )
  })
  entrance.port = await listenOnAnyPort(server)
  onTestFinished(() => deadlines.close())
  return entrance
}

function sayFacts(socket: tls.TLSSocket, facts: TlsFacts): void {
  socket.end(JSON.stringify({ ...facts, alpn: socket.alpnProtocol, resumed: socket.isSessionReused() }))
  socket.resume()
}

export type Said = TlsFacts & { alpn: string | false; resumed: boolean; commonName: string; session: Buffer | undefined }

/** A handshake of Node's client, and what the entrance said. */
export function visit(port: number, options: tls.ConnectionOptions = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    let text = ''
    let session: Buffer | undefined
    let shown: tls.PeerCertificate
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ...options })
    onTestFinished(() => void socket.destroy())
    socket.on('session', (given) => (session = given))
    socket.on('secureConnect', () => (shown = socket.getPeerCertificate()))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => {
      if (text === '') reject(new Error('closed without a word'))
      else resolve({ ...(JSON.parse(text) as TlsFacts & { alpn: string; resumed: boolean }), commonName: String(shown.subject?.CN ?? ''), session })
    })
  })
}
