import { expect, test } from 'vitest'
import { isNearHost } from './near-host.ts'

test.each([
  '127.0.0.1', '127.8.9.10', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0.0.0.0', '0', '169.254.169.254', '::1', '::', 'fe80::1', 'febf::1', 'fe80::1%eth0',
  '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '[::1]', 'localhost', 'LOCALHOST.', 'a.localhost', 'ip6-loopback', '127.0.0.1.',
])('%s is near', (host) => expect(isNearHost(host)).toBe(true))

test.each(['10.0.0.1', '169.253.0.1', '128.0.0.1', '192.0.2.1', '2001:db8::1', 'fec0::1', '::ffff:10.0.0.1', 'example.com', 'localhost.example.com', 'notlocalhost', 'a b', ''])(
  '%j is not',
  (host) => expect(isNearHost(host)).toBe(false),
)
