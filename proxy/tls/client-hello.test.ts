import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOST_HELLO_BYTES, readClientHello } from './client-hello.ts'
import { alpnOf, captureHello, extension, helloMessage, inRecords, serverNames, versionsOf } from './testing/hello.ts'

const bytesOf = (base64: string) => Buffer.from(base64, 'base64')

// `openssl s_client -servername Shop.Test -alpn h2,http/1.1`, and the same with -tls1_2 (OpenSSL 3.0).
const OPENSSL_13 = bytesOf(
  'FgMBAUgBAAFEAwOS9SiWnZz1gPh4ek9B8dSBjDjh2ByGVH8pj4RTIRJaICAyHMWjbn2z6pfi1cib7HoPIJ5wGUoMNKlrNbU8HV5TRAA+EwITAxMBwCzAMACfzKnMqMyqwCvALwCewCTAKABrwCPAJwBnwArAFAA5wAnAEwAzAJ0AnAA9ADwA' +
    'NQAvAP8BAAC9AAAADgAMAAAJU2hvcC5UZXN0AAsABAMAAQIACgAWABQAHQAXAB4AGQAYAQABAQECAQMBBAAjAAAAEAAOAAwCaDIIaHR0cC8xLjEAFgAAABcAAAANACoAKAQDBQMGAwgHCAgICQgKCAsIBAgFCAYEAQUBBgEDAwMBAwIEAgUCBgI' +
    'AKwAJCAMEAwMDAgMBAC0AAgEBADMAJgAkAB0AII5M2J2/ISQOYPhSN44zBhQ5QZMF7kBNsT4U8fa64NYz',
)
const OPENSSL_12 = bytesOf(
  'FgMBANsBAADXAwNCmV2gFJlgJcKEY0w5jpplWLwrqmSadQLqdgVTSfV6fAAAOMAswDAAn8ypzKjMqsArwC8AnsAkwCgAa8AjwCcAZ8AKwBQAOcAJwBMAMwCdAJwAPQA8ADUALwD/AQAAdgAAAA4ADAAACVNob3AuVGVzdAALAAQDAAECAAoADA' +
    'AKAB0AFwAeABkAGAAjAAAAEAAOAAwCaDIIaHR0cC8xLjEAFgAAABcAAAANACoAKAQDBQMGAwgHCAgICQgKCAsIBAgFCAYEAQUBBgEDAwMBAwIEAgUCBgI=',
)

describe('of real clients', () => {
  test('openssl, TLS 1.3', () => {
    expect(readClientHello(OPENSSL_13)).toEqual({ kind: 'hello', serverName: 'shop.test', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303, 0x0302, 0x0301] })
  })
  test('openssl, TLS 1.2, which has no list of versions', () => {
    expect(readClientHello(OPENSSL_12)).toEqual({ kind: 'hello', serverName: 'shop.test', alpn: ['h2', 'http/1.1'], versions: [0x0303] })
  })
  test.each([
    ['a name and protocols', { servername: 'a.shop.test', ALPNProtocols: ['http/1.1'] }, 'a.shop.test', ['http/1.1'], [0x0304, 0x0303]],
    ['nothing', {}, '', [], [0x0304, 0x0303]],
    ['TLS 1.2 alone', { maxVersion: 'TLSv1.2' as const, servername: 'b.test' }, 'b.test', [], [0x0303]],
    ['much', { servername: 'c.test', ALPNProtocols: Array.from({ length: 60 }, (_, index) => `protocol-${index}`) }, 'c.test', Array.from({ length: 60 }, (_, index) => `protocol-${index}`), [0x0304, 0x0303]],
  ])('Node, which asks for %s', async (_, options, serverName, alpn, versions) => {
    expect(readClientHello(await captureHello(options))).toEqual({ kind: 'hello', serverName, alpn, versions })
  })
})

describe('in pieces', () => {
  const message = helloMessage({ serverName: 'shop.test', alpn: ['http/1.1'], versions: [0x0304] })
  const whole = { kind: 'hello', serverName: 'shop.test', alpn: ['http/1.1'], versions: [0x0304] }

  test.each([
    ['one record', inRecords(message)],
    ['two records', inRecords(message, 50)],
    ['a record a byte', inRecords(message, 1)],
    ['a record that ends in the header of the message', inRecords(message, 3, 200)],
  ])('%s is incomplete until its last byte', (_, bytes) => {
    for (let end = 0; end < bytes.length; end++) expect(readClientHello(bytes.subarray(0, end))).toBeNull()
    expect(readClientHello(bytes)).toEqual(whole)
  })
  test('what follows is nobody’s business here', () => {
    expect(readClientHello(Buffer.concat([inRecords(message), Buffer.from([23, 3, 3, 0, 1, 0])]))).toEqual(whole)
  })
  test('too much without an end is refused', () => {
    const endless = inRecords(Buffer.concat([Buffer.from([1, 0, 0x3f, 0xf0]), Buffer.alloc(20_000)]), 1)
    expect(readClientHello(endless.subarray(0, MOST_HELLO_BYTES - 1))).toBeNull()
    expect(readClientHello(endless.subarray(0, MOST_HELLO_BYTES))).toEqual({ kind: 'refused', reason: 'too-long' })
  })
  test('one that says it will be too long is refused at once', () => {
    expect(readClientHello(Buffer.from([22, 3, 1, 2, 0, 1, 0, 0x40, 0]))).toEqual({ kind: 'refused', reason: 'too-long' })
  })
})

describe('no TLS', () => {
  test.each([
    ['GET / HTTP/1.1\r\n', 'plain-http'],
    ['P', 'plain-http'],
    ['CONNECT a:1 HTTP/1.1\r\n', 'plain-http'],
    ['SSH-2.0-x', 'plain-http'],
    ['get /', 'not-tls'],
    ['\x80\x2e\x01\x03\x01', 'not-tls'],
    ['\x15\x03\x01\x00\x02\x02\x28', 'not-tls'],
    ['\x16\x02', 'not-tls'],
    ['\x00', 'not-tls'],
    ['\r\nGET /', 'not-tls'],
  ])('%j is %s', (text, reason) => {
    expect(readClientHello(Buffer.from(text, 'latin1'))).toEqual({ kind: 'refused', reason })
  })
})

const named = (...names: [number, string][]) => helloMessage({ extensions: [serverNames(...names)] })
const body = (type: number, ...bytes: number[]) => helloMessage({ extensions: [extension(type, Buffer.from(bytes))] })

test.each([
  ['shop.test', 'shop.test'],
  ['SHOP.Test', 'shop.test'],
  ['shop.test.', 'shop.test'],
  ['_dmarc.x-1.test', '_dmarc.x-1.test'],
  ['xn--bcher-kva.test', 'xn--bcher-kva.test'],
  ['localhost', 'localhost'],
  ['10.0.0.1', '10.0.0.1'],
  [`${'a'.repeat(63)}.test`, `${'a'.repeat(63)}.test`],
])('the name %s is %s', (sent, serverName) => {
  expect(readClientHello(inRecords(named([0, sent])))).toMatchObject({ kind: 'hello', serverName })
})

test.each([
  ['an empty name', named([0, ''])],
  ['a dot', named([0, '.'])],
  ['an empty label', named([0, 'a..b'])],
  ['a long label', named([0, `${'a'.repeat(64)}.test`])],
  ['a long name', named([0, 'a.'.repeat(127) + 'a'])],
  ['a NUL', named([0, 'shop.test\0.evil.test'])],
  ['a space', named([0, 'shop test'])],
  ['a wildcard', named([0, '*.test'])],
  ['a port', named([0, 'shop.test:443'])],
  ['an IPv6 address', named([0, '::1'])],
  ['bytes above ASCII', named([0, 'b\xfccher.test'])],
  ['a line end', named([0, 'a\r\nb'])],
  ['two names', named([0, 'a.test'], [0, 'b.test'])],
  ['a name of another type', named([1, 'a.test'])],
  ['no name', named()],
  ['a list that is too short', body(0, 0, 9, 0, 0, 1, 0x61)],
  ['a name that is too short', body(0, 0, 4, 0, 0, 9, 0x61)],
])('as a server name, %s is refused', (_, message) => {
  expect(readClientHello(inRecords(message))).toEqual({ kind: 'refused', reason: 'server-name' })
})

const cut = (message: Buffer, at: number, ...bytes: number[]) => {
  const changed = Buffer.from(message)
  changed.set(bytes, at)
  return changed
}
const full = helloMessage({ serverName: 'shop.test' })

test.each([
  ['another handshake message', cut(full, 0, 2)],
  ['an empty message', Buffer.from([1, 0, 0, 0])],
  ['a message with no room for its version', Buffer.from([1, 0, 0, 1, 3])],
  ['SSL 2 as its version', helloMessage({ version: 0x0203 })],
  ['a long session id', helloMessage({ sessionId: 33 })],
  ['no cipher suites', helloMessage({ suites: [] })],
  ['half a cipher suite', cut(full, 4 + 34 + 33, 0, 3)],
  ['no compression methods', helloMessage({ methods: [] })],
  ['extensions that end early', cut(full, 4 + 34 + 33 + 6 + 2, 0, 4)],
  ['extensions that end late', cut(full, 4 + 34 + 33 + 6 + 2, 0, 200)],
  ['half an extension', helloMessage({ extensions: [Buffer.from([0, 0, 0])] })],
  ['an extension twice', helloMessage({ extensions: [alpnOf('a'), extension(35, Buffer.alloc(0)), extension(35, Buffer.alloc(0))] })],
  ['two server_name extensions', helloMessage({ extensions: [serverNames([0, 'a.test']), serverNames([0, 'b.test'])] })],
  ['no application protocol', body(16, 0, 0)],
  ['an empty application protocol', body(16, 0, 1, 0)],
  ['an application protocol that is too short', body(16, 0, 2, 9, 0x61)],
  ['an empty list of versions', body(43, 0)],
  ['half a version', body(43, 3, 3, 4, 3)],
  ['versions that are too short', body(43, 4, 3, 4)],
])('%s is malformed', (_, message) => {
  expect(readClientHello(inRecords(message))).toEqual({ kind: 'refused', reason: 'malformed' })
})

test.each([
  ['an empty record', Buffer.concat([Buffer.from([22, 3, 1, 0, 0]), inRecords(full)])],
  ['another record between its parts', Buffer.concat([inRecords(full.subarray(0, 20)), Buffer.from([21, 3, 1, 0, 2, 1, 0]), inRecords(full.subarray(20))])],
  ['a record that is too long', Buffer.from([22, 3, 1, 0xff, 0xff, 1])],
])('%s is malformed', (_, bytes) => {
  expect(readClientHello(bytes)).toEqual({ kind: 'refused', reason: 'malformed' })
})

test('a hello without extensions is one without a name', () => {
  expect(readClientHello(inRecords(helloMessage({ extensions: null })))).toEqual({ kind: 'hello', serverName: '', alpn: [], versions: [0x0303] })
})

describe('whatever comes', () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/)
  const names = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
  const hellos = fc.record({ serverName: names, alpn: fc.array(label, { minLength: 1, maxLength: 5 }), versions: fc.uniqueArray(fc.nat(0xffff), { minLength: 1, maxLength: 8 }) })

  test('what was said is what is read, in any records', () => {
    fc.assert(
      fc.property(hellos, fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 8 }), (hello, sizes) => {
        expect(readClientHello(inRecords(helloMessage(hello), ...sizes))).toEqual({ kind: 'hello', ...hello })
      }),
    )
  })

  test('it never reads behind its bytes, and never throws', () => {
    const mutated = fc.tuple(hellos, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(400)).map(([hello, changes, end]) => {
      const bytes = inRecords(helloMessage(hello))
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes.subarray(0, Math.max(1, Math.min(bytes.length, end)))
    })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.from([22, 3, 1, 0, tail.length, ...tail]))), (bytes) => {
        let outside = 0
        const watched = watch(bytes, () => outside++)
        const result = readClientHello(watched)
        expect(outside).toBe(0)
        if (result !== null) expect(['hello', 'refused']).toContain(result.kind)
      }),
      { numRuns: 2000 },
    )
  })

  test('more bytes change nothing about what was read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 50 }), (bytes, more) => {
        const first = readClientHello(bytes)
        expect(first === null ? null : readClientHello(Buffer.concat([bytes, more]))).toEqual(first)
      }),
    )
  })
})

/** The same bytes, which tell when one is asked for that is not there. */
function watch(bytes: Uint8Array, outside: () => void): Uint8Array {
  return new Proxy(bytes, {
    get(target, key) {
      if (typeof key === 'string' && /^-?\d+$/.test(key) && !(Number(key) >= 0 && Number(key) < target.length)) outside()
      if (key === 'subarray') return (from: number, to: number) => watch(target.subarray(from, to), outside)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

test('versionsOf and the parser agree on order', () => {
  expect(readClientHello(inRecords(helloMessage({ extensions: [versionsOf(0x0a0a, 0x0304, 0x0303)] })))).toMatchObject({ versions: [0x0a0a, 0x0304, 0x0303] })
})
