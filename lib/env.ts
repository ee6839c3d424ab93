import { availableParallelism } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

/** The parsed environment of a Sluice process; see the table in README.md. */
export type Env = {
  dataDir: string
  databaseUrl: string
  host: string
  dashboardPort: number
  httpPort: number
  httpsPort: number
  statusPort: number
  controllerPort: number
  setupToken: string | undefined
  /** Newest first; the first one writes. Undefined: the key file of the data folder is used. */
  secretKeys: string[] | undefined
  controllerUrl: string | undefined
  linkToken: string | undefined
  linkCa: string | undefined
  /** Where the controller's link listens: plain HTTP on loopback, TLS anywhere else. */
  linkHost: string
  /** Scheme and host of that link as seen from this machine: `http://127.0.0.1`. */
  linkOrigin: string
  /** PEM files of the link's certificate; null: it is derived from the link token. */
  linkCertificate: { certFile: string; keyFile: string } | null
  workers: number
  /** What clients may ask of the proxy; see the table in README.md. */
  limits: {
    headBytes: number; targetBytes: number; fields: number; bodyBytes: number; headMs: number; bodyMs: number; idleMs: number
    requests: number; connectionsPerAddress: number
  }
  /** How long requests in flight may take when a proxy ends. */
  drainMs: number
  /** CIDRs of the proxies before us, whose forwarding headers count. */
  trustedProxies: string[]
  accessLog: { to: 'off' | 'stdout' | { file: string }; format: 'json' | 'combined'; sample: number }
  /** Whether accepted sockets may be read through their handle, which is no public API of Node. */
  fastAccept: boolean
  /** Settings of the workspace that the first start in a cluster makes; null elsewhere. */
  cluster: { ingressClass: string; namespaces: string[]; publishService: string | undefined } | null
  /** The controller's webhook, and where API servers find it; null: there is none. */
  webhook: { port: number; target: WebhookTarget; failurePolicy: 'Ignore' | 'Fail' } | null
}

/** By a Service of the cluster, or by an address. */
export type WebhookTarget = { type: 'service'; namespace: string; name: string } | { type: 'url'; url: string }

/** A variable that cannot be used: the process prints the message and ends with 1. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

const AnyPort = z.coerce
  .number('must be a port from 0 to 65535')
  .int('must be a port from 0 to 65535')
  .min(0, 'must be a port from 0 to 65535')
  .max(65535, 'must be a port from 0 to 65535')

const port = (fallback: number) => AnyPort.default(fallback)

function whole(least: number, most: number, fallback: number) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(message).int(message).min(least, message).max(most, message).default(fallback)
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/

/** @param host an address, or the host name of a URL */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** Plain HTTP would show the link token, and snapshots with their private keys, to the network. */
function isSafeLink(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed === null || parsed.protocol === 'https:' || isLoopback(parsed.hostname)
}

/** Their values are never shown, however wrong they are. */
const SECRET = new Set(['DATABASE_URL', 'SLUICE_SETUP_TOKEN', 'SLUICE_LINK_TOKEN'])

const address = z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], 'must be an IP address or localhost')

const Variables = z.object({
  SLUICE_DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgresql://')
    .optional(),
  SLUICE_HOST: address.default('0.0.0.0'),
  SLUICE_DASHBOARD_PORT: port(3000),
  SLUICE_HTTP_PORT: port(8000),
  SLUICE_HTTPS_PORT: port(8443),
  SLUICE_STATUS_PORT: port(8100),
  SLUICE_CONTROLLER_PORT: port(8200),
  SLUICE_SETUP_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  SLUICE_SECRET_KEY: z.string().optional(),
  SLUICE_CONTROLLER_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .refine(isSafeLink, 'must be https:// for another machine')
    .optional(),
  SLUICE_LINK_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SLUICE_LINK_CA: z.string().optional(),
  SLUICE_LINK_HOST: address.default('127.0.0.1'),
  SLUICE_LINK_CERT: z.string().optional(),
  SLUICE_LINK_KEY: z.string().optional(),
  SLUICE_WORKERS: z.coerce
    .number('must be a whole number from 1 to 256')
    .int('must be a whole number from 1 to 256')
    .min(1, 'must be a whole number from 1 to 256')
    .max(256, 'must be a whole number from 1 to 256')
    .optional(),
  SLUICE_MAX_HEAD_BYTES: whole(1024, 1_048_576, 16_384),
  SLUICE_MAX_TARGET_BYTES: whole(256, 65_536, 8192),
  SLUICE_MAX_FIELDS: whole(10, 10_000, 200),
  SLUICE_MAX_BODY_BYTES: whole(0, Number.MAX_SAFE_INTEGER, 0),
  SLUICE_HEAD_TIMEOUT_MS: whole(100, 3_600_000, 30_000),
  SLUICE_BODY_TIMEOUT_MS: whole(100, 3_600_000, 60_000),
  SLUICE_IDLE_TIMEOUT_MS: whole(100, 3_600_000, 75_000),
  SLUICE_MAX_REQUESTS_PER_CONNECTION: whole(0, 1_000_000_000, 0),
  SLUICE_MAX_CONNECTIONS_PER_ADDRESS: whole(0, 1_000_000, 0),
  SLUICE_DRAIN_MS: whole(0, 3_600_000, 30_000),
  SLUICE_TRUSTED_PROXIES: z.string().default(''),
  SLUICE_ACCESS_LOG: z.string().default('off'),
  SLUICE_ACCESS_LOG_FORMAT: z.enum(['json', 'combined'], 'must be json or combined').default('json'),
  SLUICE_ACCESS_LOG_SAMPLE: z.coerce.number('must be a number from 0 to 1').min(0, 'must be a number from 0 to 1').max(1, 'must be a number from 0 to 1').default(1),
  SLUICE_FAST_ACCEPT: z.enum(['on', 'off'], 'must be on or off').default('on'),
  SLUICE_INGRESS_CLASS: z.string().default('sluice'),
  SLUICE_NAMESPACES: z.string().default(''),
  SLUICE_PUBLISH_SERVICE: z.string().regex(/^[^/]+\/[^/]+$/, 'must be a namespace and a name: sluice/sluice-proxy').optional(),
  SLUICE_WEBHOOK_PORT: AnyPort.optional(),
  SLUICE_WEBHOOK_SERVICE: z.string().regex(/^[^/]+\/[^/]+$/, 'must be a namespace and a name: sluice/sluice-webhook').optional(),
  SLUICE_WEBHOOK_URL: z.url({ protocol: /^https$/, error: 'must be an https:// URL' }).regex(/^[^?#@]*$/, 'must have no user, query or fragment').optional(),
  SLUICE_WEBHOOK_FAILURE_POLICY: z.enum(['Ignore', 'Fail'], 'must be Ignore or Fail').default('Ignore'),
  /** Kubernetes sets it in every pod. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
})

/** Anyone who sees the certificate that is derived from a token can try tokens against it for as long as they like. */
const LEAST_DERIVED_FROM = 32

function refuseWeakLink(v: z.infer<typeof Variables>): void {
  const isOpen = !isLoopback(v.SLUICE_LINK_HOST)
  const url = v.SLUICE_CONTROLLER_URL === undefined ? null : new URL(v.SLUICE_CONTROLLER_URL)
  const isPinned = url !== null && !isLoopback(url.hostname) && v.SLUICE_LINK_CA === undefined
  if (isOpen && v.SLUICE_LINK_TOKEN === undefined) {
    const why = 'every controller, proxy and dashboard must use the same token'
    throw new EnvError(`SLUICE_LINK_TOKEN is required with SLUICE_LINK_HOST ${v.SLUICE_LINK_HOST}: ${why}`)
  }
  if ((isOpen || isPinned) && v.SLUICE_LINK_TOKEN !== undefined && v.SLUICE_LINK_TOKEN.length < LEAST_DERIVED_FROM) {
    throw new EnvError(`SLUICE_LINK_TOKEN must have at least ${LEAST_DERIVED_FROM} characters for a link to other machines`)
  }
  if ((v.SLUICE_LINK_CERT === undefined) !== (v.SLUICE_LINK_KEY === undefined)) {
    throw new EnvError('SLUICE_LINK_CERT and SLUICE_LINK_KEY belong together: give both or none')
  }
}

function webhookOf(v: z.infer<typeof Variables>): Env['webhook'] {
  const { SLUICE_WEBHOOK_PORT: port, SLUICE_WEBHOOK_SERVICE: service, SLUICE_WEBHOOK_URL: url, SLUICE_WEBHOOK_FAILURE_POLICY: failurePolicy } = v
  if (port === undefined) return null
  if ((service === undefined) === (url === undefined)) {
    throw new EnvError('SLUICE_WEBHOOK_PORT needs one of SLUICE_WEBHOOK_SERVICE and SLUICE_WEBHOOK_URL: where API servers find the webhook')
  }
  if (service === undefined) return { port, target: { type: 'url', url: url! }, failurePolicy }
  const [namespace, name] = service.split('/') as [string, string]
  return { port, target: { type: 'service', namespace, name }, failurePolicy }
}

// zod takes "::/64.1" and "::/064".
const Cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]).refine((value) => !value.includes('/') || /\/(0|[1-9]\d{0,2})$/.test(value))

function trustedProxiesOf(list: string): string[] {
  const given = list.split(',').map((part) => part.trim()).filter(Boolean)
  const bad = given.filter((part) => !Cidr.safeParse(part).success)
  if (bad.length > 0) throw new EnvError(`SLUICE_TRUSTED_PROXIES must be addresses or CIDRs, like 10.0.0.0/8 (it has "${bad.join('", "')}")`)
  return given
}

/** A link that listens on every address is reached on loopback. */
function originOf(linkHost: string): string {
  const host = linkHost === '0.0.0.0' ? '127.0.0.1' : /^[0:]+$/.test(linkHost) ? '::1' : linkHost
  return `${isLoopback(linkHost) ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}`
}

/**
 * Parses the environment once, at the start of a process. An empty variable counts as absent.
 * @throws {EnvError} naming each variable that has a bad value
 */
export function parseEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Variables.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path: [name], message }) => {
      const variable = String(name)
      return SECRET.has(variable) ? `${variable} ${message}` : `${variable} ${message} (it is "${given[variable]}")`
    })
    throw new EnvError(lines.join('\n'))
  }
  const v = parsed.data
  refuseWeakLink(v)
  const dataDir = path.resolve(v.SLUICE_DATA_DIR)
  const secretKeys = v.SLUICE_SECRET_KEY?.split(',').map((key) => key.trim()).filter(Boolean)
  const databaseUrl = v.DATABASE_URL ?? `file:${path.join(dataDir, 'sluice.db')}`
  if (secretKeys?.some((key) => key.length < 16)) throw new EnvError('SLUICE_SECRET_KEY must have at least 16 characters a key')
  if (!databaseUrl.startsWith('file:') && !secretKeys) {
    throw new EnvError('SLUICE_SECRET_KEY is required with PostgreSQL: every replica must use the same key')
  }
  return {
    dataDir,
    databaseUrl,
    host: v.SLUICE_HOST,
    dashboardPort: v.SLUICE_DASHBOARD_PORT,
    httpPort: v.SLUICE_HTTP_PORT,
    httpsPort: v.SLUICE_HTTPS_PORT,
    statusPort: v.SLUICE_STATUS_PORT,
    controllerPort: v.SLUICE_CONTROLLER_PORT,
    setupToken: v.SLUICE_SETUP_TOKEN,
    secretKeys,
    controllerUrl: v.SLUICE_CONTROLLER_URL,
    linkToken: v.SLUICE_LINK_TOKEN,
    linkCa: v.SLUICE_LINK_CA,
    linkHost: v.SLUICE_LINK_HOST,
    linkOrigin: originOf(v.SLUICE_LINK_HOST),
    linkCertificate:
      v.SLUICE_LINK_CERT === undefined || v.SLUICE_LINK_KEY === undefined
        ? null
        : { certFile: v.SLUICE_LINK_CERT, keyFile: v.SLUICE_LINK_KEY },
    workers: v.SLUICE_WORKERS ?? availableParallelism(),
    limits: {
      headBytes: v.SLUICE_MAX_HEAD_BYTES,
      targetBytes: v.SLUICE_MAX_TARGET_BYTES,
      fields: v.SLUICE_MAX_FIELDS,
      bodyBytes: v.SLUICE_MAX_BODY_BYTES,
      headMs: v.SLUICE_HEAD_TIMEOUT_MS,
      bodyMs: v.SLUICE_BODY_TIMEOUT_MS,
      idleMs: v.SLUICE_IDLE_TIMEOUT_MS,
      requests: v.SLUICE_MAX_REQUESTS_PER_CONNECTION,
      connectionsPerAddress: v.SLUICE_MAX_CONNECTIONS_PER_ADDRESS,
    },
    drainMs: v.SLUICE_DRAIN_MS,
    trustedProxies: trustedProxiesOf(v.SLUICE_TRUSTED_PROXIES),
    accessLog: {
      to: v.SLUICE_ACCESS_LOG === 'off' || v.SLUICE_ACCESS_LOG === 'stdout' ? v.SLUICE_ACCESS_LOG : { file: path.resolve(v.SLUICE_ACCESS_LOG) },
      format: v.SLUICE_ACCESS_LOG_FORMAT,
      sample: v.SLUICE_ACCESS_LOG_SAMPLE,
    },
    fastAccept: v.SLUICE_FAST_ACCEPT === 'on',
    cluster:
      v.KUBERNETES_SERVICE_HOST === undefined
        ? null
        : {
            ingressClass: v.SLUICE_INGRESS_CLASS,
            namespaces: v.SLUICE_NAMESPACES.split(',').map((name) => name.trim()).filter(Boolean),
            publishService: v.SLUICE_PUBLISH_SERVICE,
          },
    webhook: webhookOf(v),
  }
}
