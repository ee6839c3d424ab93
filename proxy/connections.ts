import type { Trusted } from './forwarded.ts'

/** Open connections, counted by the address of the client. */
export type Connections = {
  /**
   * A connection was accepted from this address (`socket.remoteAddress`). False: it is one too many, is not counted, and must not
   * be taken back by leave().
   */
  enter(address: string): boolean
  /** A connection that entered is closed. */
  leave(address: string): void
}

const UNCOUNTED: Connections = { enter: () => true, leave: () => {} }

/** First four groups of an IPv6 address: what one customer gets, who has every address in it (RFC 6177, RFC 7421). */
function networkOf(address: string): string {
  const [head, tail] = address.split('::', 2) as [string, string?]
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':')
    // An address that ends in dotted form has two groups in its last part.
    const missing = 8 - groups.length - rest.length - (tail.includes('.') ? 1 : 0)
    for (let i = 0; i < missing; i++) groups.push('0')
    groups.push(...rest)
  }
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':').toLowerCase()
}

/** What an address is counted under: an IPv4 address is itself, however it is written; an IPv6 address is its /64. */
export function countedAddress(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped ? mapped[1]! : networkOf(address)
}

/**
 * Counts the open connections of each client. It holds as many entries as there are open connections, at most.
 * @param limit most connections at the same time from one IPv4 address or one IPv6 /64; 0 = no limit, and nothing is counted
 * @param trusted proxies before us, whose connections are those of many clients: they are not counted
 */
export function createConnections(limit: number, trusted: Trusted = null): Connections {
  if (limit === 0) return UNCOUNTED
  const open = new Map<string, number>()
  return {
    enter(address) {
      if (trusted?.has(address)) return true
      const key = countedAddress(address)
      const count = open.get(key) ?? 0
      if (count >= limit) return false
      open.set(key, count + 1)
      return true
    },
    leave(address) {
      if (trusted?.has(address)) return
      const key = countedAddress(address)
      const count = open.get(key) ?? 0
      if (count > 1) open.set(key, count - 1)
      else open.delete(key)
    },
  }
}
