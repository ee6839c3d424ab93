import { promises, type LookupAddress, type RecordWithTtl } from 'node:dns'
import { candidatesOf, type Family, type Surroundings } from './surroundings.ts'

/** `ttl` in seconds. `source`: the full name that answered; null: no DNS server was asked. */
export type Answer =
  | { kind: 'found'; addresses: string[]; ttl: number; source: string | null }
  | { kind: 'missing' }
  | { kind: 'failed'; code: string }

/** `isNowhere`: there is no such name at all (NXDOMAIN), so that its other records need not be asked for. */
type FamilyAnswer = Exclude<Answer, { kind: 'missing' }> | { kind: 'missing'; isNowhere: boolean }

/** What is asked: the parts of node:dns that are used. */
export type Asked = {
  resolver: {
    resolve4(name: string, options: { ttl: true }): Promise<RecordWithTtl[]>
    resolve6(name: string, options: { ttl: true }): Promise<RecordWithTtl[]>
  }
  /** The system's resolver (getaddrinfo). */
  lookup(host: string): Promise<LookupAddress[]>
}

/** How long answers without a time-to-live of their own hold, in seconds. */
export const FILE_TTL = 5
const SYSTEM_TTL = 30

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN'

/** RFC 1122 §3.2.1.3: they name no host; connected to, they are this machine. */
const isNobody = (address: string) => address === '0.0.0.0' || address === '::'

async function askFamily({ resolver }: Asked, name: string, family: Family): Promise<FamilyAnswer> {
  try {
    const records = await (family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }))
    const usable = records.filter(({ address }) => !isNobody(address))
    if (usable.length === 0) return { kind: 'missing', isNowhere: false }
    return { kind: 'found', addresses: usable.map(({ address }) => address), ttl: Math.min(...usable.map(({ ttl }) => ttl)), source: name }
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { kind: 'missing', isNowhere: code === 'ENOTFOUND' } : { kind: 'failed', code }
  }
}

/** The first family that has addresses: those of both would often be the same machines twice, and one way might lead nowhere. */
async function askName(asked: Asked, name: string, families: readonly Family[]): Promise<Answer> {
  for (const family of families) {
    const answer = await askFamily(asked, name, family)
    // A preferred family that fails must not move all traffic to the other one.
    if (answer.kind !== 'missing') return answer
    if (answer.isNowhere) break
  }
  return { kind: 'missing' }
}

/** The server is out of reach: to wait for it once a candidate helps nobody. */
const AWAY: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED'])

async function askServers(asked: Asked, host: string, surroundings: Surroundings, lastSource: string | null): Promise<Answer> {
  let failed: Answer | null = null
  for (const name of candidatesOf(host, surroundings)) {
    const answer = await askName(asked, name, surroundings.families)
    if (answer.kind === 'found') return answer
    if (answer.kind === 'missing') continue
    // The next candidate is another host, which must not take the place of one that is only out of reach.
    if (AWAY.has(answer.code) || name === lastSource) return answer
    failed = answer
  }
  return failed ?? { kind: 'missing' }
}

async function askSystem(asked: Asked, host: string, { families }: Surroundings): Promise<Answer> {
  try {
    const found = (await asked.lookup(host)).filter(({ family }) => families.includes(family === 6 ? 6 : 4))
    if (found.length === 0) return { kind: 'missing' }
    return { kind: 'found', addresses: found.map(({ address }) => address), ttl: SYSTEM_TTL, source: null }
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOTFOUND' ? { kind: 'missing' } : { kind: 'failed', code }
  }
}

function ofThisMachine(host: string, { hosts, families }: Surroundings): string[] | undefined {
  const listed = hosts.get(host) ?? (/(^|\.)localhost$/.test(host) ? ['127.0.0.1', '::1'] : undefined)
  const reachable = listed?.filter((address) => families.includes(address.includes(':') ? 6 : 4))
  return reachable?.length ? reachable : undefined
}

/**
 * Asks once for the addresses of a name: the hosts file; `localhost` and all below it (RFC 6761 §6.3); the DNS servers, by the search
 * list, since Node's resolver applies none; at last the system, which may have other sources (mDNS, a VPN) but tells no time-to-live.
 * @param lastSource the full name that answered the last time; if it cannot be asked, no other one takes its place
 */
export async function query(asked: Asked, host: string, surroundings: Surroundings, lastSource: string | null): Promise<Answer> {
  const key = host.toLowerCase()
  const own = ofThisMachine(key.replace(/\.$/, ''), surroundings)
  if (own) return { kind: 'found', addresses: own, ttl: FILE_TTL, source: null }
  const answer = await askServers(asked, key, surroundings, lastSource)
  const hasNoServer = answer.kind === 'failed' && answer.code === 'ECONNREFUSED'
  if (answer.kind !== 'missing' && !hasNoServer) return answer
  const system = await askSystem(asked, host, surroundings)
  return system.kind === 'missing' ? answer : system
}

/** @returns the addresses of a host by the system's resolver */
export const systemLookup = (host: string): Promise<LookupAddress[]> => promises.lookup(host, { all: true })
