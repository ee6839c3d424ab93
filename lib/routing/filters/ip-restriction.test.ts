import { describe, expect, test } from 'vitest'
import { addressRule, type AddressVerdict } from './ip-restriction.ts'

type Case = { name: string; allow?: string[]; deny?: string[]; address: string; verdict: AddressVerdict }

// ingress-nginx: denylist-source-range is checked first, whitelist-source-range refuses all others.
const CASES: Case[] = [
  { name: 'allow: an address of the range passes', allow: ['10.0.0.0/8'], address: '10.1.2.3', verdict: 'passes' },
  { name: 'allow: its first address passes', allow: ['10.0.0.0/8'], address: '10.0.0.0', verdict: 'passes' },
  { name: 'allow: its last address passes', allow: ['10.0.0.0/8'], address: '10.255.255.255', verdict: 'passes' },
  { name: 'allow: the address behind the range is refused', allow: ['10.0.0.0/8'], address: '11.0.0.0', verdict: 'notAllowed' },
  { name: 'allow: one of several', allow: ['192.0.2.1', '10.0.0.0/8'], address: '192.0.2.1', verdict: 'passes' },
  { name: 'allow: none of several', allow: ['192.0.2.1', '10.0.0.0/8'], address: '192.0.2.2', verdict: 'notAllowed' },
  { name: 'allow: IPv6', allow: ['2001:db8::/32'], address: '2001:db8::1', verdict: 'passes' },
  { name: 'allow: a list of IPv4 has no IPv6 address', allow: ['0.0.0.0/0'], address: '2001:db8::1', verdict: 'notAllowed' },
  { name: 'allow: an IPv4 address in its IPv6 form is the IPv4 address', allow: ['10.0.0.0/8'], address: '::ffff:10.1.2.3', verdict: 'passes' },
  { name: 'allow: what is no address is refused', allow: ['0.0.0.0/0', '::/0'], address: 'unknown', verdict: 'notAllowed' },
  { name: 'deny: an address of the range', deny: ['192.0.2.0/24'], address: '192.0.2.7', verdict: 'denied' },
  { name: 'deny: all others pass', deny: ['192.0.2.0/24'], address: '192.0.3.7', verdict: 'passes' },
  { name: 'deny: IPv6', deny: ['2001:db8:1::/48'], address: '2001:db8:1:2::3', verdict: 'denied' },
  { name: 'both: deny counts where both do', allow: ['10.0.0.0/8'], deny: ['10.0.0.1'], address: '10.0.0.1', verdict: 'denied' },
  { name: 'both: the rest of the allowed range passes', allow: ['10.0.0.0/8'], deny: ['10.0.0.1'], address: '10.0.0.2', verdict: 'passes' },
  { name: 'both: on neither list', allow: ['10.0.0.0/8'], deny: ['10.0.0.1'], address: '172.16.0.1', verdict: 'notAllowed' },
]

describe('addressRule', () => {
  test.each(CASES)('$name', ({ allow = [], deny = [], address, verdict }) => {
    expect(addressRule({ allow, deny })(address)).toBe(verdict)
  })
})
