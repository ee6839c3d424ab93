import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<string[]>

const systemResolve: Resolve = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address)

/** Pods come and go; a lookup at each call would be several a second. */
const FRESH_MS = 2000

/**
 * The addresses behind the host of the controllers' URL: a headless V1Service has one for each controller.
 * While the name cannot be looked up, those of the last time are given.
 * @param hostname as in a URL, an IPv6 address in brackets
 */
export function controllerAddresses(
  hostname: string,
  resolve: Resolve = systemResolve,
  now = () => performance.now(),
): () => Promise<string[]> {
  const literal = hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal)) return async () => [literal]
  let known: string[] = []
  let askedAt = -Infinity
  return async () => {
    if (now() - askedAt < FRESH_MS && known.length > 0) return known
    try {
      known = [...new Set(await resolve(hostname))]
      askedAt = now()
    } catch (error) {
      if (known.length === 0) throw error
    }
    return known
  }
}
