import { expect, test } from 'vitest'
import { makeService } from '#lib/testing/factories.ts'
import { destination, duration } from './describe-service.ts'

test.each([
  [{ upstream: 'shop' }, 'http://shop'],
  [{ upstream: 'shop', protocol: 'https', path: '/v2' }, 'https://shop/v2'],
  [{ host: '10.0.0.1', port: 9001 }, 'http://10.0.0.1:9001'],
  [{ host: '10.0.0.1', port: 80 }, 'http://10.0.0.1'],
  [{ host: '2001:db8::1', port: 8443, protocol: 'https' }, 'https://[2001:db8::1]:8443'],
  [{ host: 'dns', port: 53, protocol: 'udp' }, 'udp://dns:53'],
] as const)('%j goes to %s', (given, address) => expect(destination(makeService(given))).toBe(address))

test.each([[60_000, '60 s'], [1500, '1500 ms'], [1, '1 ms']])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text))
