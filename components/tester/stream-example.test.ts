import { expect, test } from 'vitest'
import { makeRoute } from '#lib/testing/factories.ts'
import { streamExample, streamForm } from './stream-example.ts'

const DB = { name: 'db', protocol: 'tcp' as const, port: 5432, enabled: true }
const OTHER = { name: 'other', protocol: 'tcp' as const, port: 6000, enabled: true }

test('what the route asks for, at the listener with that port', () => {
  const route = makeRoute({ protocols: ['tcp'], sources: [{ ip: '10.0.0.0/8', port: 4000 }], destinations: [{ port: 6000 }] })
  expect(streamExample(route, [DB, OTHER])).toEqual({ protocol: 'tcp', source: { ip: '10.0.0.0', port: 4000 }, destination: { ip: '192.0.2.10', port: 6000 } })
})

test('a route without a port arrives at its listener', () => {
  const route = makeRoute({ protocols: ['tcp'], sources: [{ ip: '::1' }], listeners: ['other'] })
  expect(streamExample(route, [DB, OTHER])).toMatchObject({ source: { ip: '::1' }, destination: { ip: '2001:db8::10', port: 6000 } })
})

test('a listener that stands at another port is named', () => {
  const route = makeRoute({ protocols: ['tcp'], destinations: [{ port: 1 }] })
  expect(streamExample(route, [DB])).toMatchObject({ destination: { port: 1 }, listener: 'db' })
})

test('TLS names the SNI; the form holds it all', () => {
  const example = streamExample(makeRoute({ protocols: ['tls'], snis: ['*.db.test'], destinations: [{ ip: '::1', port: 5 }] }), [{ name: 'tls', protocol: 'tls', port: 5, enabled: true }])!
  expect(streamForm(example)).toMatchObject({ protocol: 'tls', sni: 'www.db.test', destination: '[::1]:5', url: '', listener: '' })
})

test('none for HTTP, and none without a listener', () => {
  expect(streamExample(makeRoute({ hosts: ['a.test'] }), [DB])).toBeNull()
  expect(streamExample(makeRoute({ protocols: ['udp'], destinations: [{ port: 53 }] }), [DB, { ...DB, protocol: 'udp', enabled: false }])).toBeNull()
})
