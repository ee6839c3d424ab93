import { IpOrCidr } from '#lib/model/common.ts'
import type { Family, Reader } from '../reader.ts'

const MOST = 1_000_000
const BURST = 5
const ALLOWED = ['limit-allowlist', 'limit-whitelist'] as const

function exempted({ list, text, invalid, unserved }: Reader): string[] {
  const [name, old] = ALLOWED
  if (text(name) !== undefined && text(old) !== undefined) unserved(old, `${name} takes its place`)
  const used = text(name) === undefined ? old : name
  const items = list(used) ?? []
  const wrong = items.find((item) => !IpOrCidr.safeParse(item).success)
  if (wrong === undefined) return [...new Set(items)]
  invalid(used, `"${wrong}" is no address and no block of addresses`)
  return []
}

/** How many requests a client may make: connections, then by minute, then by second; 503 beyond (ingress-nginx annotations/ratelimit). */
export const LIMITS: Family = {
  names: ['limit-connections', 'limit-rpm', 'limit-rps', 'limit-burst-multiplier', ...ALLOWED],
  read(reader) {
    const { draft, int } = reader
    const connections = int('limit-connections', 0, MOST)
    const perMinute = int('limit-rpm', 0, MOST)
    const perSecond = int('limit-rps', 0, MOST)
    const burst = int('limit-burst-multiplier', 0, 1000) || BURST
    const exempt = exempted(reader)
    const common = { by: 'ip', exempt, statusCode: 503 }
    const rate = (by: string, requests: number, per: string) =>
      draft.filters.push({ by, filter: { type: 'rateLimit', ...common, algorithm: 'leakyBucket', requests, per, burst: requests * burst, headers: false } })
    if (connections) draft.filters.push({ by: 'limit-connections', filter: { type: 'connectionLimit', ...common, connections } })
    if (perMinute) rate('limit-rpm', perMinute, 'minute')
    if (perSecond) rate('limit-rps', perSecond, 'second')
  },
}
