import { ACCESS } from '../families/access.ts'
import { LIMITS } from '../families/limits.ts'
import { faultsAt, filtersOf, onlyOne, type Fault, type Writer } from './family.ts'

/** What the reader puts before all others where an annotation that protects is refused; no text asks for it. */
const isClosing = ({ deny, statusCode }: { deny: readonly string[]; statusCode: number }) => statusCode === 503 && deny.includes('0.0.0.0/0') && deny.includes('::/0')

/** Lists of addresses under the name that stands there, else the one that every version knows. */
export const WRITE_ACCESS: Writer = {
  names: ACCESS.names,
  write({ shared, own }) {
    const all = filtersOf(shared, 'ipRestriction').filter(({ filter }) => !isClosing(filter))
    const faults = [...onlyOne(all), ...all.flatMap(({ filter, at }) => faultsAt(at, { statusCode: filter.statusCode !== 403 && 'ingress-nginx answers 403: choose that' }))]
    const [first] = all
    if (!first) return { texts: {}, faults }
    const { allow, deny } = first.filter
    const name = own['allowlist-source-range'] === undefined ? 'whitelist-source-range' : 'allowlist-source-range'
    const texts = { ...(allow.length > 0 ? { [name]: allow.join(',') } : {}), ...(deny.length > 0 ? { 'denylist-source-range': deny.join(',') } : {}) }
    return { texts, faults }
  },
}

const BY = 'ingress-nginx counts by the address of the client: choose "ip"'
const STATUS = 'ingress-nginx answers 503: choose that'
const BURST = 5

type Limit = { by: string; statusCode: number; exempt: readonly string[] }
const common = ({ by, statusCode }: Limit) => ({ by: by !== 'ip' && BY, statusCode: statusCode !== 503 && STATUS })

export const WRITE_LIMITS: Writer = {
  names: LIMITS.names,
  write({ shared, own }) {
    const connections = filtersOf(shared, 'connectionLimit')
    const rates = filtersOf(shared, 'rateLimit')
    const faults: Fault[] = [...onlyOne(connections), ...connections.flatMap(({ filter, at }) => faultsAt(at, common(filter)))]
    const texts: Record<string, string> = {}
    if (connections[0]) texts['limit-connections'] = String(connections[0].filter.connections)
    const [burst = BURST] = rates.map(({ filter }) => filter.burst / filter.requests)
    for (const { filter, at } of rates) {
      const name = filter.per === 'second' ? 'limit-rps' : 'limit-rpm'
      faults.push(...faultsAt(at, {
        ...common(filter),
        algorithm: filter.algorithm !== 'leakyBucket' && 'ingress-nginx knows the leaky bucket alone: choose that',
        per: !['second', 'minute'].includes(filter.per) ? 'ingress-nginx counts by second and by minute' : texts[name] !== undefined && 'ingress-nginx has one limit by second and one by minute',
        headers: filter.headers && 'ingress-nginx does not say what is left: leave that out',
        burst: (!(Number.isInteger(burst) && burst > 0) || filter.burst !== filter.requests * burst) && 'In ingress-nginx the burst is a multiple of the requests, one for all limits: 5 times, if nothing is said',
      }))
      texts[name] ??= String(filter.requests)
    }
    if (rates.length > 0 && burst !== BURST) texts['limit-burst-multiplier'] = String(burst)
    const all = [...connections, ...rates]
    const [first] = all
    const exempt = first?.filter.exempt ?? []
    for (const { filter, at } of all.slice(1)) {
      if (filter.exempt.join() !== exempt.join()) faults.push({ at: [...at, 'exempt'], reason: 'ingress-nginx exempts the same addresses from all limits' })
    }
    const name = own['limit-allowlist'] === undefined ? 'limit-whitelist' : 'limit-allowlist'
    return { texts: exempt.length > 0 ? { ...texts, [name]: exempt.join(',') } : texts, faults }
  },
}
