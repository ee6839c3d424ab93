import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { secretBox } from '#lib/secret.ts'
import { digestOf } from '#lib/snapshot/codec.ts'
import { lastGood } from '#proxy/last-good.ts'
import { startBackground, whenReady } from '../background.ts'
import { freePorts } from '../free-ports.ts'
import { ownVersion } from '../../version.ts'
import type { Site } from '../site.ts'
import { encodeConfig, siteConfig, type Filters } from './sluice-snapshot.ts'
import type { Started, Subject, Wishes } from './subject.ts'

const MAIN = new URL('../../../main.ts', import.meta.url).pathname
const ROUTES = 1000

/** `link`: the controller's end; null: there is no controller, it serves what it kept. `fastAccept`: as SLUICE_FAST_ACCEPT. */
export type Manner = { link: { port: number; token: string } | null; fastAccept: boolean }

const refuse = (file: string, reason: string) => {
  throw new Error(`${file}: ${reason}`)
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

/** The proxy process as in production, serving from the snapshot that it would have kept when it ended last. */
export async function startSluice(site: Site, wishes: Wishes, encoded: string, { link, fastAccept }: Manner): Promise<Started> {
  const { workers, profileFolder } = wishes
  const [http = 0, https = 0, status = 0, nobody = 0] = await freePorts(4)
  const secret = randomBytes(32).toString('base64url')
  const dataDir = path.join(site.folder, `sluice-${http}`)
  lastGood(dataDir, secretBox([secret]), refuse).save({ revisions: { default: 1 }, digest: digestOf(encoded), snapshot: encoded })
  const env = {
    SLUICE_HOST: '127.0.0.1', SLUICE_HTTP_PORT: String(http), SLUICE_HTTPS_PORT: String(https), SLUICE_STATUS_PORT: String(status),
    SLUICE_CONTROLLER_PORT: String(link?.port ?? nobody), SLUICE_LINK_TOKEN: link?.token ?? secret, SLUICE_SECRET_KEY: secret,
    SLUICE_DATA_DIR: dataDir, SLUICE_WORKERS: String(workers), SLUICE_IDLE_TIMEOUT_MS: '3600000',
    SLUICE_FAST_ACCEPT: fastAccept ? 'on' : 'off', MALLOC_ARENA_MAX: '2',
  }
  const profile = profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
  const background = startBackground(process.execPath, [...profile, MAIN], env)
  await whenReady(background, () => isReady(status))
  return { background, http, https, status }
}

const subject = (name: string, fastAccept: boolean, filters: Filters = []): Subject => ({
  name,
  version: ownVersion,
  start: (site, wishes) => startSluice(site, wishes, encodeConfig(siteConfig(site, ROUTES, filters)), { link: null, fastAccept }),
})

export const sluice = subject('sluice', true)

/** With nothing but Node's public interfaces. */
export const publicSluice = subject('sluice-public', false)

const NETWORKS = Array.from({ length: 100 }, (_, place) => `10.${place}.0.0/16`)

/** All of what a route often has, and none of it refuses a request. */
export const filteredSluice = subject('sluice-filters', true, [
  { type: 'ipRestriction', allow: ['127.0.0.0/8', ...NETWORKS], deny: ['192.0.2.0/24', '2001:db8::/32'] },
  { type: 'cors', allowOrigins: ['https://*.example.test'] },
  { type: 'rateLimit', requests: 1_000_000_000, burst: 1_000_000_000 },
  { type: 'rewritePath', mode: 'prefix', value: '/' },
  { type: 'requestHeaders', set: { 'x-tenant': 'bench' }, remove: ['x-debug'] },
  { type: 'responseHeaders', set: { 'x-frame-options': 'DENY' }, remove: ['server'] },
])

/** Of one rule, by which clients are refused most of the time. */
export const LIMIT = { perSecond: 500, burst: 100 }
export const limitedSluice = subject('sluice-limited', true, [{ type: 'rateLimit', requests: LIMIT.perSecond, burst: LIMIT.burst }])
