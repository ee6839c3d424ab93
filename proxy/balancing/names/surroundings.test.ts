import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { candidatesOf, familiesOf, parseHosts, parseResolvConf } from './surroundings.ts'

test.each([
  ['127.0.0.1 localhost\n::1\tlocalhost ip6-localhost\n', { localhost: ['127.0.0.1', '::1'], 'ip6-localhost': ['::1'] }],
  ['# 10.0.0.1 a\n  10.0.0.2   B  # c\n\n10.0.0.3', { b: ['10.0.0.2'] }],
  ['10.0.0.1 a\r\n10.0.0.1 a\r\n', { a: ['10.0.0.1'] }],
  ['300.0.0.1 a\nshop.test a\n', {}],
])('hosts %j', (text, hosts) => expect(Object.fromEntries(parseHosts(text))).toEqual(hosts))

test.each([
  ['', { search: [], ndots: 1 }],
  ['nameserver 10.0.0.1\nsearch a.test  b.test.\noptions timeout:1 ndots:5\n', { search: ['a.test', 'b.test'], ndots: 5 }],
  ['search a.test\ndomain b.test\n', { search: ['b.test'], ndots: 1 }],
  ['; search a.test\nsearch .\n', { search: [], ndots: 1 }],
  ['options ndots:99 ndots:x', { search: [], ndots: 15 }],
  ['options ndots:0', { search: [], ndots: 0 }],
])('resolv.conf %j', (text, conf) => expect(parseResolvConf(text)).toEqual(conf))

const CLUSTER = { search: ['shop.svc.test', 'svc.test'], ndots: 5 }
test.each([
  ['cart', CLUSTER, ['cart.shop.svc.test', 'cart.svc.test', 'cart']],
  ['a.b.c.d.e', CLUSTER, ['a.b.c.d.e.shop.svc.test', 'a.b.c.d.e.svc.test', 'a.b.c.d.e']],
  ['a.b.c.d.e.f', CLUSTER, ['a.b.c.d.e.f', 'a.b.c.d.e.f.shop.svc.test', 'a.b.c.d.e.f.svc.test']],
  ['cart.', CLUSTER, ['cart']],
  ['cart', { search: [], ndots: 1 }, ['cart']],
])('%s is asked for as', (host, conf, names) => expect(candidatesOf(host, conf)).toEqual(names))

const of = (family: 'IPv4' | 'IPv6', address: string, internal = false) => ({ family, address, internal }) as NetworkInterfaceInfo
const LO4 = of('IPv4', '127.0.0.1', true)
const LO6 = of('IPv6', '::1', true)
test.each([
  ['IPv4 alone', [LO4, of('IPv4', '10.0.0.2')], [4]],
  ['IPv4, and IPv6 on loopback', [LO4, LO6, of('IPv4', '10.0.0.2')], [4, 6]],
  ['both', [LO4, LO6, of('IPv4', '10.0.0.2'), of('IPv6', '2001:db8::2')], [4, 6]],
  ['IPv6 alone', [LO4, LO6, of('IPv6', '2001:db8::2')], [6, 4]],
  ['loopback alone', [LO4, LO6, of('IPv6', 'fe80::2')], [4, 6]],
  ['nothing', [], [4]],
])('a machine with %s uses %j', (_, interfaces, families) => expect(familiesOf({ eth0: interfaces, wlan0: undefined })).toEqual(families))
