import { BlockList, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IpOrCidr } from '#lib/model/common.ts'
import { cidrSet } from './cidrs.ts'

describe('an address is in a list', () => {
  test.each<[address: string, list: string[], isIn: boolean]>([
    ['10.255.1.2', ['10.0.0.0/8'], true],
    ['11.0.0.0', ['10.0.0.0/8'], false],
    ['9.255.255.255', ['10.0.0.0/8'], false],
    ['10.255.1.2', ['10.1.2.3/8'], true],
    ['10.1.2.3', ['10.1.2.3'], true],
    ['10.1.2.4', ['10.1.2.3/32'], false],
    ['10.1.2.4', ['10.1.2.5/31'], true],
    ['255.255.255.255', ['128.0.0.0/1'], true],
    ['8.8.8.8', ['0.0.0.0/0'], true],
    ['8.8.8.8', ['::/0'], false],
    ['2001:db8::9', ['::/0'], true],
    ['2001:db8::9', ['0.0.0.0/0'], false],
    ['2001:db8::9', ['2001:db8::/32'], true],
    ['2001:db9::9', ['2001:db8::/32'], false],
    ['2001:DB8:0:0:0:0:0:9', ['2001:db8::9'], true],
    ['2001:db8::8000:0', ['2001:db8::8000:0/97'], true],
    ['2001:db8::7fff:ffff', ['2001:db8::8000:0/97'], false],
    ['::1', ['::1'], true],
    ['::', ['::'], true],
    ['1::', ['1::'], true],
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['::ffff:10.1.2.3', ['10.1.2.3'], true],
    ['::ffff:a01:203', ['10.1.2.3'], true],
    ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
    ['11.1.2.3', ['::ffff:10.0.0.0/104'], false],
    ['8.8.8.8', ['::ffff:0.0.0.0/90'], false],
    ['::ffff:8.8.8.8', ['::/0'], false],
    ['10.9.0.1', ['192.0.2.0/24', '10.0.0.0/8', '10.9.0.0/16', '10.0.0.1'], true],
    ['10.200.0.1', ['10.0.0.1', '10.0.0.0/8', '10.9.0.0/16'], true],
    ['10.0.0.1', [], false],
  ])('%s in %j: %s', (address, list, isIn) => expect(cidrSet(list)(address)).toBe(isIn))

  test.each(['', 'shop.test', '10.0.0', '10.0.0.1.1', '10.0.0.256', '010.0.0.1', '10..0.1', '10.0.0.1 ', '1:2', '1::2::3', ':::', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8:9', '12345::', '1.2.3.4::', '::1.2.3'])(
    '%j is no address, and in no list',
    (address) => expect(cidrSet(['0.0.0.0/0', '::/0'])(address)).toBe(false),
  )

  test.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '::/08', 'shop.test', ''])('a list with %j is none', (cidr) =>
    expect(() => cidrSet([cidr])).toThrow(TypeError))
})

const octets = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(0, 1, 127, 128, 254, 255)))
const ipv4 = octets.map((parts) => parts.join('.'))
const groups = fc.tuple(...Array.from({ length: 8 }, () => fc.constantFrom('0', '1', '7fff', '8000', 'FFFE', 'ffff')))
const ipv6 = groups.map((parts) => parts.join(':'))
const shortened = fc.oneof(ipv6, fc.ipV6()).filter((address) => isIPv6(address) && !/^(?:0*:){0,5}:?:ffff:/i.test(address))

describe('lists of many, as Node reads them', () => {
  test('IPv4', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ipv4, fc.nat(32)), { maxLength: 20 }), fc.array(ipv4, { minLength: 20, maxLength: 20 }), (cidrs, addresses) => {
        const list = new BlockList()
        for (const [address, length] of cidrs) list.addSubnet(address, length)
        const has = cidrSet(cidrs.map(([address, length]) => `${address}/${length}`))
        for (const address of addresses) expect([address, has(address)]).toEqual([address, list.check(address)])
      }),
    )
  })

  test('IPv6', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ipv6, fc.nat(128)), { maxLength: 20 }), fc.array(shortened, { minLength: 20, maxLength: 20 }), (cidrs, addresses) => {
        const list = new BlockList()
        for (const [address, length] of cidrs) list.addSubnet(address, length, 'ipv6')
        const has = cidrSet(cidrs.map(([address, length]) => `${address}/${length}`))
        for (const address of addresses) expect([address, has(address)]).toEqual([address, list.check(address, 'ipv6')])
      }),
    )
  })
})

describe('the model', () => {
  test.each(['::/64.1', '::/33.001', '::0/64.01', '::/064', '::/0.5', '::/129', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '::/', '::/-0', '::1/64/64'])('refuses %s', (text) => {
    expect(IpOrCidr.safeParse(text).success).toBe(false)
  })

  test('takes nothing that cannot be read', () => {
    const length = fc.oneof(fc.integer({ min: -1, max: 130 }).map(String), fc.double({ min: 0, max: 130, noNaN: true }).map(String), fc.stringMatching(/^[0-9.e+-]{0,5}$/))
    const address = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.constantFrom('::', '::1', '::ffff:10.0.0.0'), fc.stringMatching(/^[0-9a-f:.%]{0,12}$/))
    const texts = fc.oneof(address, fc.tuple(address, length).map((parts) => parts.join('/')))
    fc.assert(
      fc.property(texts, (text) => {
        const read = () => IpOrCidr.safeParse(text).success && cidrSet([text])
        expect(read).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })
})
