import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forwardedHeaders } from '#lib/routing/upstream-headers.ts'
import type { ForwardedFields } from './http1/codec/message.ts'
import { forwardedFacts, forwardedLines, trustedOf } from './forwarded.ts'

const NOTHING: ForwardedFields = { for: '', proto: '', host: '', port: '', prefix: '', forwarded: '' }
const PEER = '10.0.0.1'
const TRUSTED = trustedOf(['10.0.0.0/8', '2001:db8:f::/48'])

/** What the proxy makes of a request that came from `peer` to its port 8000, with Host shop.test. */
const seen = (fields: Partial<ForwardedFields>, peer = PEER, trusted = TRUSTED) =>
  forwardedFacts(trusted, peer, 'http', 8000, 'shop.test', { ...NOTHING, ...fields })

describe('a peer is trusted', () => {
  test.each([
    ['10.255.1.2', ['10.0.0.0/8'], true],
    ['11.0.0.1', ['10.0.0.0/8'], false],
    ['10.255.1.2', ['10.1.2.3/8'], true],
    ['10.1.2.3', ['10.1.2.3'], true],
    ['10.1.2.4', ['10.1.2.3'], false],
    ['::ffff:10.1.2.3', ['10.1.2.3'], true],
    ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
    ['11.1.2.3', ['::ffff:10.0.0.0/104'], false],
    ['10.1.2.3', ['::ffff:10.1.2.3'], true],
    ['2001:db8::9', ['2001:db8::/32'], true],
    ['2001:db9::9', ['2001:db8::/32'], false],
    ['2001:db8::9', ['10.0.0.0/8', '2001:DB8::9'], true],
    ['8.8.8.8', ['0.0.0.0/0'], true],
    ['8.8.8.8', ['::/0'], false],
    ['8.8.8.8', ['::ffff:0.0.0.0/90'], false],
    ['2001:db8::9', ['::/0'], true],
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['', ['0.0.0.0/0', '::/0'], false],
    ['not an address', ['0.0.0.0/0', '::/0'], false],
  ])('%s in %j: %s', (address, cidrs, expected) => expect(trustedOf(cidrs)!.has(address)).toBe(expected))

  test('by nobody where the list is empty', () => expect(trustedOf([])).toBeNull())
})

describe('a peer that is not trusted has no say', () => {
  const LIES: ForwardedFields = {
    for: '10.0.0.9', proto: 'https', host: 'evil.test', port: '443', prefix: '/evil', forwarded: 'for=10.0.0.9;proto=https',
  }

  test.each([
    ['with an empty list', PEER, null],
    ['outside of the list', '203.0.113.7', TRUSTED],
    ['whose address nobody knows any more', '', TRUSTED],
  ])('%s', (_, peer, trusted) => {
    const facts = { clientAddress: peer, proto: 'http', host: 'shop.test', port: 8000, for: peer, prefix: '', forwarded: null }
    expect(seen(LIES, peer, trusted)).toEqual(facts)
    expect(forwardedFacts(trusted, peer, 'http', 8000, 'shop.test', null)).toEqual(facts)
  })

  test('in its IPv6 form either', () => expect(seen(LIES, '::ffff:203.0.113.7').for).toBe('203.0.113.7'))
})

describe('X-Forwarded-For of a trusted peer', () => {
  test.each([
    ['one client', '203.0.113.7', '203.0.113.7', '203.0.113.7, 10.0.0.1'],
    ['what a client made up is left of it', '10.0.0.8, 1.1.1.1, 203.0.113.7', '203.0.113.7', '10.0.0.8, 1.1.1.1, 203.0.113.7, 10.0.0.1'],
    ['a chain of trusted proxies', '203.0.113.7, 10.0.0.3,10.0.0.2', '203.0.113.7', '203.0.113.7, 10.0.0.3, 10.0.0.2, 10.0.0.1'],
    ['a request that began inside', '10.0.0.3, 10.0.0.2', '10.0.0.3', '10.0.0.3, 10.0.0.2, 10.0.0.1'],
    ['none', '', '10.0.0.1', '10.0.0.1'],
    ['IPv6', '2001:db8::7, 2001:db8:f::1', '2001:db8::7', '2001:db8::7, 2001:db8:f::1, 10.0.0.1'],
    ['IPv6 in capitals', '2001:DB8::7', '2001:db8::7', '2001:DB8::7, 10.0.0.1'],
    ['IPv4 in IPv6 form', '203.0.113.7, ::ffff:10.0.0.2', '203.0.113.7', '203.0.113.7, ::ffff:10.0.0.2, 10.0.0.1'],
    ['IPv6 in a long form', '2001:db8:0:0:0::7', '2001:db8::7', '2001:db8:0:0:0::7, 10.0.0.1'],
    ['IPv4 in a long IPv6 form', '203.0.113.7, 0:0:0:0:0:FFFF:a00:2', '203.0.113.7', '203.0.113.7, 0:0:0:0:0:FFFF:a00:2, 10.0.0.1'],
    ['with ports', '203.0.113.7:4711, [2001:db8:f::1]:80', '203.0.113.7', '203.0.113.7:4711, [2001:db8:f::1]:80, 10.0.0.1'],
    ['quoted', '"[2001:db8::7]:80"', '2001:db8::7', '[2001:db8::7]:80, 10.0.0.1'],
    ['empty entries', ', 203.0.113.7,, 10.0.0.2 ,', '203.0.113.7', '203.0.113.7, 10.0.0.2, 10.0.0.1'],
    ['a client that hides', '203.0.113.7, unknown, 10.0.0.2', '10.0.0.2', '203.0.113.7, unknown, 10.0.0.2, 10.0.0.1'],
    ['nonsense', 'nonsense', '10.0.0.1', '10.0.0.1'],
    ['nonsense on the way', '203.0.113.7, nonsense, 10.0.0.2', '10.0.0.2', '10.0.0.2, 10.0.0.1'],
    ['an address and more', '203.0.113.7 10.0.0.3, 10.0.0.2', '10.0.0.2', '10.0.0.2, 10.0.0.1'],
    ['numbers that are no address', '999.1.1.1', '10.0.0.1', '10.0.0.1'],
    ['octal', '010.0.0.3', '10.0.0.1', '10.0.0.1'],
    ['a zone', 'fe80::1%eth0', '10.0.0.1', '10.0.0.1'],
    ['half a bracket', '[2001:db8::7', '10.0.0.1', '10.0.0.1'],
    ['IPv4 in brackets', '[203.0.113.7]', '10.0.0.1', '10.0.0.1'],
  ])('%s: %s', (_, list, client, given) => expect(seen({ for: list })).toMatchObject({ clientAddress: client, for: given, forwarded: null }))

  test('no longer than a way can be', () => {
    const list = Array.from({ length: 5000 }, () => '10.0.0.2').join(', ')
    const facts = seen({ for: `203.0.113.7, ${list}` })
    expect(facts.clientAddress).toBe('10.0.0.2')
    expect(facts.for.split(', ')).toHaveLength(33)
  })
})

describe('Forwarded of a trusted peer', () => {
  const OWN = 'for=10.0.0.1;proto=http;host=shop.test'

  test.each([
    ['one client', 'for=203.0.113.7', '203.0.113.7', 'for=203.0.113.7'],
    ['names in any case, blanks', 'For=203.0.113.7 ; Proto=http', '203.0.113.7', 'For=203.0.113.7 ; Proto=http'],
    ['IPv6 with a port', 'for="[2001:db8::7]:4711"', '2001:db8::7', 'for="[2001:db8::7]:4711"'],
    ['a chain', 'for=9.9.9.9, for=203.0.113.7, for="10.0.0.2:80"', '203.0.113.7', 'for=9.9.9.9, for=203.0.113.7, for="10.0.0.2:80"'],
    ['a client that hides', 'for=203.0.113.7, for=_secret, for=10.0.0.2', '10.0.0.2', 'for=203.0.113.7, for=_secret, for=10.0.0.2'],
    ['an unknown client', 'for="unknown:_p", for=10.0.0.2', '10.0.0.2', 'for="unknown:_p", for=10.0.0.2'],
    ['an element without for', 'for=203.0.113.7, proto=https', '10.0.0.1', 'for=203.0.113.7, proto=https'],
    ['escapes', 'for="\\2\\03.0.113.7"', '203.0.113.7', 'for="\\2\\03.0.113.7"'],
    ['a comma in quotes', 'for=203.0.113.7;ext="a, for=10.0.0.9"', '203.0.113.7', 'for=203.0.113.7;ext="a, for=10.0.0.9"'],
    ['quotes in quotes', 'for=203.0.113.7;ext="\\", for=\\"10.0.0.9"', '203.0.113.7', 'for=203.0.113.7;ext="\\", for=\\"10.0.0.9"'],
    ['a quote that a client left open', 'for="9.9.9.9, for=203.0.113.7', '203.0.113.7', 'for=203.0.113.7'],
    ['nonsense on the way', 'for=203.0.113.7, nonsense, for=10.0.0.2', '10.0.0.2', 'for=10.0.0.2'],
    ['a name twice', 'for=203.0.113.7;for=10.0.0.2', '10.0.0.1', null],
    ['IPv6 without quotes', 'for=[2001:db8::7]', '10.0.0.1', null],
    ['a quote alone', '"', '10.0.0.1', null],
    ['empty elements', ', for=203.0.113.7,,', '203.0.113.7', 'for=203.0.113.7'],
  ])('%s: %s', (_, value, client, given) => {
    expect(seen({ forwarded: value })).toMatchObject({ clientAddress: client, forwarded: given === null ? OWN : `${given}, ${OWN}` })
  })

  test('gives X-Forwarded-For where there was none', () => {
    expect(seen({ forwarded: 'for="[2001:db8::7]:80";proto=https, for=_x' }).for).toBe('2001:db8::7, unknown, 10.0.0.1')
  })

  test('does not overrule X-Forwarded-For', () => {
    const facts = seen({ for: '203.0.113.7', forwarded: 'for=9.9.9.9' })
    expect(facts).toMatchObject({ clientAddress: '203.0.113.7', for: '203.0.113.7, 10.0.0.1', forwarded: `for=9.9.9.9, ${OWN}` })
  })

  test('gets an element that quotes what is no token', () => {
    const facts = forwardedFacts(TRUSTED, '2001:db8:f::1', 'https', 8443, 'shop.test:8443', { ...NOTHING, forwarded: 'for=203.0.113.7' })
    expect(facts.forwarded).toBe('for=203.0.113.7, for="[2001:db8:f::1]";proto=https;host="shop.test:8443"')
  })

  test.each([
    ['of many commas', ','.repeat(100_000)],
    ['of open quotes', 'for=","'.repeat(20_000)],
    ['of many pairs', `${'a=b;'.repeat(20_000)}for=203.0.113.7`],
    ['of escapes', `for="${'\\'.repeat(100_000)}`],
    ['of many elements', 'for=10.0.0.2,'.repeat(20_000)],
  ])('%s costs little', (_, value) => {
    const begin = performance.now()
    expect(seen({ forwarded: value }).forwarded!.length).toBeLessThan(20_000)
    expect(performance.now() - begin).toBeLessThan(200)
  })
})

describe('what a trusted peer says of the request', () => {
  test.each([
    [{ proto: 'https', host: 'www.test', port: '443', prefix: '/app' }, { proto: 'https', host: 'www.test', port: 443, prefix: '/app' }],
    [{ proto: 'HTTPS' }, { proto: 'https', host: 'shop.test', port: 443 }],
    [{ proto: 'http' }, { proto: 'http', port: 80 }],
    [{ proto: 'wss', host: 'www.test:8443' }, { proto: 'https', host: 'www.test:8443', port: 8443 }],
    [{ proto: 'gopher', host: 'a b', port: '99999', prefix: 'app' }, { proto: 'http', host: 'shop.test', port: 8000, prefix: '' }],
    [{ proto: 'constructor' }, { proto: 'http' }],
    [{ port: '0' }, { port: 8000 }],
    [{ host: '[2001:db8::7]:80' }, { host: '[2001:db8::7]:80', port: 8000 }],
    [{ host: 'evil.test/@shop.test' }, { host: 'shop.test' }],
    [{ prefix: '//evil.test' }, { prefix: '' }],
    [{ prefix: '/\\evil.test' }, { prefix: '' }],
    [{ prefix: '/' }, { prefix: '/' }],
    [{ prefix: `/${'a'.repeat(2000)}` }, { prefix: '' }],
    [{ forwarded: 'for=203.0.113.7;proto=https;host="www.test:444"' }, { proto: 'https', host: 'www.test:444', port: 444 }],
    [{ forwarded: 'for=203.0.113.7;proto=https', proto: 'http' }, { proto: 'http' }],
    [{ forwarded: 'for=9.9.9.9;proto=http, for=203.0.113.7;proto=https;host=www.test, for=10.0.0.2;proto=http;host=in' }, { proto: 'https', host: 'www.test' }],
  ] as const)('%j → %j', (fields, facts) => expect(seen(fields)).toMatchObject(facts))

  test.each([
    ['a client made up the first', { for: '9.9.9.9, 203.0.113.7', proto: 'https, http' }, 'http'],
    ['two trusted proxies wrote both', { for: '203.0.113.7, 10.0.0.2', proto: 'https, http' }, 'https'],
    ['only the first proxy wrote', { for: '203.0.113.7, 10.0.0.2', proto: 'https' }, 'https'],
    ['a client made up more than there are hops', { for: '203.0.113.7, 10.0.0.2', proto: 'http, https, http' }, 'https'],
    ['the second proxy replaced the list', { for: '203.0.113.7, 10.0.0.3, 10.0.0.2', proto: 'https, http' }, 'https'],
  ])('is what the hop next to the client wrote: %s', (_, fields, proto) => expect(seen(fields).proto).toBe(proto))
})

describe('the header lines', () => {
  const lines = (text: string): [string, string][] => text.split('\r\n').slice(0, -1).map((line) => line.split(': ', 2) as [string, string])
  const word = fc.stringMatching(/^[a-z0-9.:-]{0,12}$/)

  test('are those that the tester predicts, in the same order', () => {
    fc.assert(
      fc.property(
        fc.record({
          clientAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('')), protocol: fc.constantFrom('http' as const, 'https' as const), host: word,
          port: fc.nat(65_535), target: fc.stringMatching(/^\/[a-z?/=]{0,12}$/), strippedPrefix: fc.option(word), requestId: fc.uuid(),
        }),
        (facts) => {
          const own = forwardedFacts(null, facts.clientAddress, facts.protocol, facts.port, facts.host, null)
          const predicted = forwardedHeaders(facts).filter(([, value]) => value !== '')
          expect(lines(forwardedLines(own, facts.target, facts.strippedPrefix, facts.requestId))).toEqual(predicted)
        },
      ),
    )
  })

  test('of a trusted peer', () => {
    const facts = seen({ for: '203.0.113.7', proto: 'https', prefix: '/app', forwarded: 'for=203.0.113.7' })
    expect(lines(forwardedLines(facts, '/cart?x=1', '/v1', 'id-1'))).toEqual([
      ['X-Forwarded-For', '203.0.113.7, 10.0.0.1'], ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Host', 'shop.test'], ['X-Forwarded-Port', '443'],
      ['X-Forwarded-Path', '/cart'], ['X-Real-IP', '203.0.113.7'], ['X-Request-Id', 'id-1'], ['Via', '1.1 sluice'], ['X-Forwarded-Prefix', '/app'],
      ['Forwarded', 'for=203.0.113.7, for=10.0.0.1;proto=http;host=shop.test'],
    ])
  })

  test('hold no line break, whatever the peer says', () => {
    // Field values have no control characters (the codec refuses them), but every other byte.
    const value = fc.stringMatching(/^[\t -~\x80-\xff]{0,60}$/)
    fc.assert(
      fc.property(fc.record({ for: value, proto: value, host: value, port: value, prefix: value, forwarded: value }), (fields) => {
        const text = forwardedLines(forwardedFacts(TRUSTED, PEER, 'http', 8000, 'shop.test', fields), '/', null, 'id')
        expect(text).toMatch(/^(?:[A-Z][A-Za-z-]+: [^\r\n]+\r\n)+$/)
      }),
    )
  })
})
