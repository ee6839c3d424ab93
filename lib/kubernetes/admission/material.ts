import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { hasSigned, issue, lifeOf, makeAuthority, namesOf, type Pair } from './authority.ts'

const Pem = z.object({ cert: z.string(), key: z.string() })

/** What all replicas of the webhook share. */
export const Material = z.object({
  /** The certificate that is shown, and its key. */
  server: Pem,
  /** Newest first. All of them are trusted. */
  authorities: z.array(Pem).min(1),
  /** Stands in the path that the API server asks: whoever cannot read the configuration learns nothing here. */
  token: z.string().min(16),
})
export type Material = z.infer<typeof Material>

/** In ms. */
export type Lifetimes = {
  server: number
  authority: number
  /** For how long an authority is trusted before it signs: until every API server has heard of it. */
  settling: number
}

const DAY_MS = 86_400_000
export const LIFETIMES: Lifetimes = { server: 90 * DAY_MS, authority: 360 * DAY_MS, settling: DAY_MS }

/** What the API server trusts: PEM texts of all authorities. */
export const bundleOf = ({ authorities }: Material): string => authorities.map(({ cert }) => cert).join('')

// Two thirds of a life, as Kubernetes does for its own certificates at the earliest.
const isDue = (pair: Pair, now: number): boolean => {
  const { from, to } = lifeOf(pair)
  return now >= from + ((to - from) * 2) / 3
}

function signerOf(authorities: readonly Pair[], now: number, { settling }: Lifetimes): Pair {
  return authorities.find((authority) => now - lifeOf(authority).from >= settling) ?? authorities.at(-1)!
}

const isSameNames = (server: Pair, names: readonly string[]) => namesOf(server).join() === [...names].sort().join()

/**
 * The material that shall be there from now on; the very same where nothing is due. A new authority is trusted beside the
 * one before it until that ends, and signs only once it is known everywhere, so that no moment refuses the certificate shown.
 * @param before what is there; null: nothing
 * @param names of the server: DNS names and addresses
 */
export async function renew(before: Material | null, names: readonly string[], now: number, lifetimes = LIFETIMES): Promise<Material> {
  const alive = (before?.authorities ?? []).filter((authority) => lifeOf(authority).to > now)
  const isOld = alive[0] === undefined || isDue(alive[0], now)
  const authorities = isOld ? [await makeAuthority(now, lifetimes.authority), ...alive] : alive
  const server = before?.server
  const isGood = server && isSameNames(server, names) && !isDue(server, now) && authorities.some((authority) => hasSigned(authority, server))
  if (before && isGood && authorities.length === before.authorities.length && !isOld) return before
  return {
    server: isGood ? server : await issue(signerOf(authorities, now, lifetimes), names, now, lifetimes.server),
    authorities,
    token: before?.token ?? randomBytes(24).toString('base64url'),
  }
}
