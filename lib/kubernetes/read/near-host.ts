import { BlockList } from 'node:net'

const NEAR = new BlockList()
NEAR.addSubnet('127.0.0.0', 8, 'ipv4')
NEAR.addSubnet('169.254.0.0', 16, 'ipv4')
NEAR.addSubnet('0.0.0.0', 8, 'ipv4')
NEAR.addAddress('::1', 'ipv6')
NEAR.addAddress('::', 'ipv6')
NEAR.addSubnet('fe80::', 10, 'ipv6')

// What a pod's /etc/hosts holds beside its own name.
const NEAR_NAME = /^(?:(?:.*\.)?localhost|localhost\.localdomain|ip6-(?:localhost|loopback))$/

/**
 * Whether a host is the proxy itself or on its own link: loopback, link-local with the metadata service of a cloud, and the
 * names for them (RFC 6761 §6.3). Who may write a Service would reach by it what listens for nobody else. Addresses in any
 * form that a resolver takes: `127.1`, `0x7f000001`, IPv4 in IPv6. A name that DNS leads there is not seen here.
 */
export function isNearHost(host: string): boolean {
  const bare = host.replace(/\.$/, '').toLowerCase()
  if (NEAR_NAME.test(bare)) return true
  const url = bare.includes(':') ? `http://[${bare.replace(/^\[|\]$/g, '').replace(/%.*/, '')}]` : `http://${bare}`
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  if (hostname.startsWith('[')) return NEAR.check(hostname.slice(1, -1), 'ipv6')
  return /^[\d.]+$/.test(hostname) && NEAR.check(hostname, 'ipv4')
}
