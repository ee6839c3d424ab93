import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledTarget, CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { shortHash } from '../balancing/xxhash32.ts'
import { cookieOf, setCookieText } from '../cookies.ts'
import type { Match } from '../match.ts'
import { escapePath } from '../path.ts'
import type { HeaderValues } from '../request.ts'

type Affinity = FilterOf<'affinity'>

/** What an affinity cookie says: whose targets, and which of them, or the session that a ring gives to one of them. */
export type Bond = { upstream: string; target: string }

/** What stands in cookies for an upstream. */
export const upstreamBond = ({ workspace, name }: Pick<CompiledUpstream, 'workspace' | 'name'>): string =>
  shortHash(`${workspace}/${name}`)

/** What stands in cookies for a target: nobody outside is to learn its address. */
export const targetBond = (upstream: string, { host, port }: Pick<CompiledTarget, 'host' | 'port'>): string =>
  shortHash(`${upstream} ${host}:${port}`)

/** The session of a hash, and back; null: it is none. */
export const sessionBond = (hash: number): string => hash.toString(16).padStart(8, '0')
export const sessionHash = (session: string): number | null => (/^[0-9a-f]{8}$/.test(session) ? Number.parseInt(session, 16) : null)

/** What the request's cookie says; null: it has none, or one that is not ours. */
export function readBond({ cookie }: Pick<Affinity, 'cookie'>, headers: HeaderValues): Bond | null {
  const [, upstream, target] = /^([0-9a-f]{16})\|([0-9a-f]{8,16})$/.exec(cookieOf(headers, cookie) ?? '') ?? []
  return upstream === undefined ? null : { upstream, target: target! }
}

/** Whether a side of a route keeps its clients: the canary side does not where the filter says `legacy`. */
export const bindsSide = ({ canary }: Pick<Affinity, 'canary'>, side: 'stable' | 'canary'): boolean =>
  side === 'stable' || canary === 'sticky'

/**
 * The side to which a client is bound (ingress-nginx `route_to_alternative_balancer`); null: to none, or to both where they have the
 * same upstream. `value`: the cookie, for explanations.
 */
export type BoundSide = { cookie: string; value: string | null; side: 'stable' | 'canary' | null }

/** @param stable and `canary`: the upstreams of the two sides */
export function boundSide(filter: Affinity, headers: HeaderValues, stable: CompiledUpstream, canary: CompiledUpstream): BoundSide {
  const bond = readBond(filter, headers)
  const found = { cookie: filter.cookie, value: cookieOf(headers, filter.cookie) }
  const [main, other] = [upstreamBond(stable), upstreamBond(canary)]
  if (bond === null || main === other) return { ...found, side: null }
  if (bond.upstream === main) return { ...found, side: 'stable' }
  return { ...found, side: bond.upstream === other && bindsSide(filter, 'canary') ? 'canary' : null }
}

/**
 * Browsers that take SameSite=None for Strict, or drop the cookie (chromium.org "SameSite=None: Known Incompatible Clients";
 * ingress-nginx util/same_site.lua).
 */
function misreadsNone(userAgent: string): boolean {
  if (/Chrome\/[456]|CPU iPhone OS 12|iPad; CPU OS 12/.test(userAgent)) return true
  return /Macintosh/.test(userAgent) && /Intel Mac OS X 10_14/.test(userAgent) && /Safari/.test(userAgent) && !/Chrome/.test(userAgent)
}

function pathFor({ path }: Affinity, { test, form }: Pick<Match, 'test' | 'form'>): string {
  if (path !== undefined) return path
  const own = test.kind === 'any' || test.kind === 'regex' ? '/' : escapePath(test.value, form)
  return own.startsWith('/') && !own.includes(';') ? own : '/'
}

/** What a cookie hangs on beside the filter. `now`: Unix time in milliseconds. */
export type BondFacts = { match: Pick<Match, 'test' | 'form'>; isHttps: boolean; userAgent: string; now: number }

/** The Set-Cookie header that binds a client (ingress-nginx sticky.lua). */
export function bondCookie(filter: Affinity, { upstream, target }: Bond, { match, isHttps, userAgent, now }: BondFacts): string {
  const { cookie, domain, maxAgeSeconds, expiresSeconds, sameSite, conditionalSameSiteNone, secure } = filter
  const isLeftOut = sameSite === 'None' && conditionalSameSiteNone && misreadsNone(userAgent)
  return setCookieText({
    name: cookie,
    value: `${upstream}|${target}`,
    path: pathFor(filter, match),
    domain,
    maxAgeSeconds,
    expires: expiresSeconds === undefined ? undefined : now + expiresSeconds * 1000,
    sameSite: isLeftOut ? undefined : sameSite,
    secure: secure ?? isHttps,
  })
}
