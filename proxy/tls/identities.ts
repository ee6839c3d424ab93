import { constants, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { policyIdOf, type ClientCertificates } from './client-certificates.ts'
import { attachHandshakes } from './handshake.ts'
import { selfSigned } from './self-signed.ts'
import { ticketDay, ticketKeys } from './ticket-keys.ts'

export type Pair = { cert: string; key: string }

/** What a name is served with: one pair for each type of key, and what clients are asked for. */
export type Credentials = {
  /** Names pairs and policy. */
  digest: string
  pairs: readonly Pair[]
  asked: ClientCertificates | null
  /** See `policyIdOf`. */
  policy: string
}

/** Credentials, ready for handshakes. */
export type Identity = {
  credentials: Credentials
  /** It never listens: connections are handed to it. */
  server: tls.Server
  /** Of its ticket keys. */
  day: number
}

/** What outlives snapshots: so sessions go on, and nothing is loaded twice. */
export type Identities = {
  /** Made when first asked for, and again when its ticket keys are of yesterday. */
  identityOf(credentials: Credentials): Identity
  /** Of a pair that nobody trusts, for names that no certificate serves: the client sees what is wrong. */
  own(asked: ClientCertificates | null): Credentials
  /** Why OpenSSL does not take a pair; null: it does. Remembered by digest. */
  problemOf(digest: string, pair: Pair): string | null
  /** Forgets all other credentials, and what is known of all other pairs. By digest. */
  retain(credentials: ReadonlySet<string>, pairs: ReadonlySet<string>): void
}

/** How long a session may be resumed (nginx: the same). A client's certificate is not verified again meanwhile. */
const SESSION_SECONDS = 300

/** Each takes about 35 KiB, and a quarter of a millisecond to make. */
const MOST_OPEN = 1000

// AES-128 first: its handshakes and records cost less than those of AES-256 and nobody breaks either. Clients without AES
// in hardware put ChaCha20 first, and are given it.
const CIPHERS = `TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:${tls.DEFAULT_CIPHERS}`
const OPTIONS = constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_PRIORITIZE_CHACHA

/**
 * @param secret that ticket keys are derived from: the same for all workers of a process, so that each takes their tickets
 * @param now Unix time in milliseconds
 */
export function createIdentities(secret: Uint8Array = randomBytes(32), now: () => number = Date.now): Identities {
  const open = new Map<string, Identity>()
  const problems = new Map<string, string | null>()
  let pair: Pair | null = null
  return {
    identityOf(credentials) {
      const day = ticketDay(now())
      let identity = open.get(credentials.digest)
      if (identity?.day === day && open.size < MOST_OPEN) return identity
      if (identity?.day !== day) identity = makeIdentity(credentials, secret, day)
      // Taken out and put back, so that the one that was used longest ago comes first.
      open.delete(credentials.digest)
      open.set(credentials.digest, identity)
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value!)
      return identity
    },
    own(asked) {
      pair ??= selfSigned('sluice.invalid', now())
      const policy = policyIdOf(asked)
      return { digest: `own ${policy}`, pairs: [pair], asked, policy }
    },
    problemOf(digest, given) {
      let problem = problems.get(digest)
      if (problem === undefined) problems.set(digest, (problem = loadProblem(given)))
      return problem
    },
    retain(credentials, pairs) {
      for (const digest of open.keys()) if (!credentials.has(digest) && !digest.startsWith('own ')) open.delete(digest)
      for (const digest of problems.keys()) if (!pairs.has(digest)) problems.delete(digest)
    },
  }
}

function loadProblem({ cert, key }: Pair): string | null {
  try {
    tls.createSecureContext({ cert, key })
    // A context holds one pair for each type of key: it takes an RSA key beside an ECDSA certificate.
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? null : 'the key is not that of the certificate'
  } catch (error) {
    return (error as Error).message
  }
}

function makeIdentity(credentials: Credentials, secret: Uint8Array, day: number): Identity {
  const { pairs, asked, digest, policy } = credentials
  const server = tls.createServer({
    cert: pairs.map(({ cert }) => cert),
    key: pairs.map(({ key }) => key),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    secureOptions: OPTIONS,
    ALPNProtocols: ['http/1.1', 'http/1.0'],
    // None: `Handshake` has its own time limit.
    handshakeTimeout: -1,
    ticketKeys: ticketKeys(secret, day, digest),
    // A session is only taken where this is the same.
    sessionIdContext: policy === '' ? 'sluice' : policy,
    sessionTimeout: SESSION_SECONDS,
    // Who is not let in gets an answer that says so, not a broken connection.
    ...(asked && { ca: asked.ca, requestCert: true, rejectUnauthorized: false }),
  })
  attachHandshakes(server)
  return { credentials, server, day }
}
