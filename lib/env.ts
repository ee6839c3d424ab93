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
  workers: number
}

/** A variable that cannot be used: the process prints the message and ends with 1. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

const port = (fallback: number) =>
  z.coerce
    .number('must be a port from 0 to 65535')
    .int('must be a port from 0 to 65535')
    .min(0, 'must be a port from 0 to 65535')
    .max(65535, 'must be a port from 0 to 65535')
    .default(fallback)

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Plain HTTP would show the link token, and snapshots with their private keys, to the network. */
function isSafeLink(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed === null || parsed.protocol === 'https:' || LOOPBACK.test(parsed.hostname)
}

const Variables = z.object({
  SLUICE_DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgresql://')
    .optional(),
  SLUICE_HOST: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], 'must be an IP address or localhost').default('0.0.0.0'),
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
  SLUICE_WORKERS: z.coerce
    .number('must be a whole number from 1 to 256')
    .int('must be a whole number from 1 to 256')
    .min(1, 'must be a whole number from 1 to 256')
    .max(256, 'must be a whole number from 1 to 256')
    .optional(),
})

/**
 * Parses the environment once, at the start of a process. An empty variable counts as absent.
 * @throws {EnvError} naming each variable that has a bad value
 */
export function parseEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Variables.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message} (it is "${given[String(issue.path[0])]}")`)
    throw new EnvError(lines.join('\n'))
  }
  const v = parsed.data
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
    workers: v.SLUICE_WORKERS ?? availableParallelism(),
  }
}
