import { randomBytes } from 'node:crypto'
import type tls from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import { loadCertificates } from './certificates.ts'
import { createIdentities } from './identities.ts'
import { isMisdirected } from './misdirected.ts'
import { selfSigned } from './self-signed.ts'
import { makeAuthority, type Authority, type Issued } from './testing/authority.ts'
import { startEntrance, visit, type TestCertificate } from './testing/tls-entrance.ts'

const DAY_MS = 86_400_000

let authority: Authority
let other: Authority
let shop: Issued
let rsa: Issued
let anna: Issued
beforeAll(async () => {
  authority = await makeAuthority('O=Acme, CN=Clients')
  other = await makeAuthority()
  shop = await authority.issue('CN=shop', { names: ['shop.test'] })
  rsa = await authority.issue('CN=shop-rsa', { names: ['shop.test'], keyType: 'rsa' })
  anna = await authority.issue('CN=anna+OU=x, O=Acme')
})
const serves = (pair: Issued, ...snis: string[]): TestCertificate => ({ ...pair, snis })
const asks = (pair: Issued, mode: 'optional' | 'required', ...snis: string[]): TestCertificate => ({ ...pair, snis, clientCertificates: { mode, ca: authority.cert } })
const compiled = (certificate: TestCertificate): CompiledCertificate => ({ workspace: 'default', name: 'test', clientCertificates: null, ...certificate })

test.each([
  ['shop.test', 'exact'],
  ['a.shop.test', 'wildcard'],
  ['b.a.shop.test', 'default'],
  ['test', 'default'],
  ['', 'default'],
])('%s is served with the certificate %s', async (servername, expected) => {
  const named = (name: string, ...snis: string[]) => serves(selfSigned(name, Date.now()), ...snis)
  const entrance = await startEntrance([named('exact', 'shop.test'), named('wildcard', '*.shop.test'), named('default', '*'), named('second', 'shop.test')])
  expect((await visit(entrance.port, { servername })).commonName).toBe(expected)
})

describe('two certificates for a name', () => {
  const ecdsa = 'ECDHE-ECDSA-AES128-GCM-SHA256'
  const withRsa = 'ECDHE-RSA-AES128-GCM-SHA256'
  const with12 = (ciphers: string) => ({ servername: 'shop.test', maxVersion: 'TLSv1.2' as const, ciphers })

  test('one ECDSA, one RSA: each client gets what it can check', async () => {
    const entrance = await startEntrance([serves(shop, 'shop.test'), serves(rsa, 'shop.test')])
    expect((await visit(entrance.port, with12(ecdsa))).commonName).toBe('shop')
    expect((await visit(entrance.port, with12(withRsa))).commonName).toBe('shop-rsa')
  })
  test.each<[string, () => TestCertificate]>([
    ['another workspace', () => ({ ...serves(rsa, 'shop.test'), workspace: 'other' })],
    ['another policy', () => asks(rsa, 'required', 'shop.test')],
    ['another name', () => serves(rsa, 'other.test')],
  ])('one of %s does not join', async (_, second) => {
    const entrance = await startEntrance([serves(shop, 'shop.test'), second()])
    await expect(visit(entrance.port, with12(withRsa))).rejects.toThrow()
    expect(await visit(entrance.port, with12(ecdsa))).toMatchObject({ commonName: 'shop', policy: '' })
  })
})

describe('over snapshots', () => {
  test('what has not changed is not loaded again, and what is gone is forgotten', () => {
    const identities = createIdentities()
    const load = (...certificates: TestCertificate[]) => loadCertificates(certificates.map(compiled), identities).identityOf('shop.test')
    const first = load(serves(shop, 'shop.test'), serves(rsa, 'rsa.test'))
    expect(load(serves(shop, 'shop.test', 'more.test'))).toBe(first)
    expect(load(asks(shop, 'required', 'shop.test'))).not.toBe(first)
    expect(load(serves(shop, 'shop.test'))).not.toBe(first)
  })

  test('a new one is served at once, on the same port', async () => {
    const entrance = await startEntrance([serves(selfSigned('old', Date.now()), 'shop.test')])
    expect((await visit(entrance.port, { servername: 'shop.test' })).commonName).toBe('old')
    entrance.serve([serves(selfSigned('new', Date.now()), 'shop.test')])
    expect((await visit(entrance.port, { servername: 'shop.test' })).commonName).toBe('new')
  })

  test('of many, those used last stay open', () => {
    const identities = createIdentities()
    const open = (name: string) => identities.identityOf({ digest: name, pairs: [shop], asked: null, policy: '' })
    const first = open('first')
    const second = open('second')
    for (let index = 0; index < 998; index++) open(`early ${index}`)
    for (let index = 0; index < 100; index++) {
      open(`more ${index}`)
      expect(open('second')).toBe(second)
    }
    expect(open('first')).not.toBe(first)
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('sessions by ticket, %s', (version) => {
  const secret = randomBytes(32)
  const at = { servername: 'shop.test', minVersion: version, maxVersion: version }
  const resumes = async (first: () => Promise<number>, second: () => Promise<number>, then: tls.ConnectionOptions = {}) => {
    const { session } = await visit(await first(), at)
    return (await visit(await second(), { ...at, ...then, session: session! })).resumed
  }
  const port = (certificates: TestCertificate[], options: { secret?: Uint8Array; now?: () => number } = { secret }) => async () => (await startEntrance(certificates, options)).port

  test('go on at another worker of the process', async () => {
    expect(await resumes(port([serves(shop, 'shop.test')]), port([serves(shop, 'shop.test', 'other.test')]))).toBe(true)
  })
  test.each<[string, () => TestCertificate[], { secret?: Uint8Array; now?: () => number }]>([
    ['another process', () => [serves(shop, 'shop.test')], {}],
    ['another certificate', () => [serves(rsa, 'shop.test')], { secret }],
    ['a policy, for one of none', () => [asks(shop, 'optional', 'shop.test')], { secret }],
    ['the next day', () => [serves(shop, 'shop.test')], { secret, now: () => Date.now() + DAY_MS }],
  ])('do not go on with %s', async (_, certificates, options) => {
    expect(await resumes(port([serves(shop, 'shop.test')]), port(certificates(), options))).toBe(false)
  })
  test('do not go on from one policy to another, whatever name is asked for', async () => {
    const entrance = await startEntrance([asks(shop, 'optional', 'shop.test'), asks(rsa, 'required', 'strict.test'), serves(rsa, 'open.test')])
    const resumesAt = (servername: string) => resumes(async () => entrance.port, async () => entrance.port, { servername })
    expect([await resumesAt('shop.test'), await resumesAt('strict.test'), await resumesAt('open.test')]).toEqual([true, false, false])
  })
  test('can be resumed for five minutes', async () => {
    const { session } = await visit(await port([serves(shop, 'shop.test')])(), at)
    // Of SSL_SESSION_ASN1: [9] ticket_lifetime_hint, an INTEGER of 300.
    expect(session!.toString('hex')).toContain('a9040202012c')
  })
  test('keys of today are taken until the day ends, while connections of yesterday stay', async () => {
    let now = Date.UTC(2026, 0, 1, 12)
    const entrance = await startEntrance([serves(shop, 'shop.test')], { now: () => now })
    const go = () => resumes(async () => entrance.port, async () => entrance.port)
    expect(await go()).toBe(true)
    const { session } = await visit(entrance.port, at)
    now += DAY_MS
    expect((await visit(entrance.port, { ...at, session: session! })).resumed).toBe(false)
    expect(await go()).toBe(true)
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('client certificates, %s', (version) => {
  const at = { servername: 'shop.test', minVersion: version, maxVersion: version }
  const lines = () => [
    'X-Client-Cert-Verify: SUCCESS',
    'X-Client-Cert-Subject: O=Acme,OU=x + CN=anna',
    'X-Client-Cert-Issuer: CN=Clients,O=Acme',
    expect.stringMatching(/^X-Client-Cert-Serial: [0-9A-F]+$/),
    expect.stringMatching(/^X-Client-Cert-Fingerprint: [0-9a-f]{64}$/),
    '',
  ]

  test.each(['optional', 'required'] as const)('%s: one of the authority is let in and told about', async (mode) => {
    const entrance = await startEntrance([asks(shop, mode, 'shop.test')])
    const said = await visit(entrance.port, { ...at, ...anna })
    expect(said.refusal).toBeNull()
    expect(said.fields.split('\r\n').map((line) => line.replace('CN=anna + OU=x', 'OU=x + CN=anna'))).toEqual([
      'X-Client-Cert-Verify: SUCCESS', expect.stringMatching(/^X-Client-Cert-Subject: (O=Acme,OU=x \+ CN=anna|OU=x \+ CN=anna,O=Acme)$/),
      expect.stringMatching(/^X-Client-Cert-Issuer: (CN=Clients,O=Acme|O=Acme,CN=Clients)$/), ...lines().slice(3),
    ])
  })
  test.each([
    ['optional', 'none', null, 'X-Client-Cert-Verify: NONE\r\n'],
    ['required', 'none', 'A client certificate is required', ''],
    ['optional', 'of another authority', expect.stringContaining('The client certificate is not accepted: '), ''],
    ['required', 'of another authority', expect.stringContaining('The client certificate is not accepted: '), ''],
    ['required', 'that has expired', 'The client certificate is not accepted: CERT_HAS_EXPIRED', ''],
    ['optional', 'that nobody signed', expect.stringContaining('The client certificate is not accepted: '), ''],
  ] as const)('%s: a client with one %s; and it is no other on its next connection', async (mode, which, refusal, fields) => {
    const entrance = await startEntrance([asks(shop, mode, 'shop.test')])
    const shown: tls.ConnectionOptions =
      which === 'none' ? {} : which === 'that has expired' ? await authority.issue('CN=late', { days: -1 }) : which === 'that nobody signed' ? selfSigned('anna', Date.now()) : await other.issue('CN=anna')
    const first = await visit(entrance.port, { ...at, ...shown })
    expect(first).toMatchObject({ refusal, fields, resumed: false })
    expect(await visit(entrance.port, { ...at, ...shown, session: first.session! })).toMatchObject({ refusal, fields, resumed: true })
  })
  test('a session goes on as who it was', async () => {
    const entrance = await startEntrance([asks(shop, 'required', 'shop.test')])
    const first = await visit(entrance.port, { ...at, ...anna })
    expect(await visit(entrance.port, { ...at, session: first.session! })).toMatchObject({ resumed: true, refusal: null, fields: first.fields })
  })
  test('other authorities are another policy, for which the session of before does not count', async () => {
    const entrance = await startEntrance([asks(shop, 'required', 'shop.test')])
    const first = await visit(entrance.port, { ...at, ...anna })
    entrance.serve([{ ...serves(shop, 'shop.test'), clientCertificates: { mode: 'required', ca: other.cert } }])
    const second = await visit(entrance.port, { ...at, ...anna, session: first.session! })
    expect(second).toMatchObject({ resumed: false, fields: '', refusal: expect.stringContaining('not accepted') as string })
    expect(second.policy).not.toBe(first.policy)
  })
})

describe('what cannot be loaded', () => {
  const broken = (): Issued => ({ cert: shop.cert, key: rsa.key })
  test('is left out, and named', async () => {
    const entrance = await startEntrance([{ ...serves(broken(), 'shop.test'), name: 'bad' }, serves(rsa, '*')])
    expect(entrance.certificates.warnings).toEqual([expect.stringContaining('Certificate "bad" does not load: ')])
    expect((await visit(entrance.port, { servername: 'shop.test' })).commonName).toBe('shop-rsa')
  })
  test('goes on asking clients for certificates', async () => {
    const entrance = await startEntrance([asks(broken(), 'required', 'shop.test'), serves(rsa, '*')])
    expect(entrance.certificates.warnings).toHaveLength(1)
    expect(await visit(entrance.port, { servername: 'shop.test' })).toMatchObject({ commonName: 'sluice.invalid', refusal: 'A client certificate is required' })
    expect(await visit(entrance.port, { servername: 'shop.test', ...anna })).toMatchObject({ commonName: 'sluice.invalid', refusal: null })
    expect(entrance.certificates.policyOf('shop.test')).not.toBe('')
  })
  test.each(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'])('authorities like %j let in nobody', async (ca) => {
    const entrance = await startEntrance([{ ...serves(shop, 'shop.test'), clientCertificates: { mode: 'required', ca } }])
    expect(await visit(entrance.port, { servername: 'shop.test', ...anna })).toMatchObject({ refusal: expect.stringMatching(/not accepted|required/) as string })
  })
})

describe('a request for a host', () => {
  const policyOf = (name: string) => {
    const certificates = [asks(shop, 'required', 'strict.test', '*.strict.test'), asks(shop, 'optional', 'lax.test'), asks(rsa, 'required', 'alike.test'), serves(shop, 'open.test', 'too.test')]
    return loadCertificates(certificates.map(compiled), createIdentities()).policyOf(name)
  }
  test.each([
    ['strict.test', 'strict.test', false],
    ['strict.test', 'a.strict.test:8443', false],
    ['strict.test', 'alike.test', false],
    ['strict.test', 'STRICT.test.', false],
    ['strict.test', 'lax.test', true],
    ['strict.test', 'open.test', true],
    ['strict.test', 'unknown.test', true],
    ['strict.test', '', true],
    ['open.test', 'strict.test', true],
    ['open.test', 'b.a.strict.test', false],
    ['open.test', 'too.test:80', false],
    ['open.test', 'unknown.test', false],
    ['open.test', '[::1]:8443', false],
    ['', 'open.test', false],
    ['', 'strict.test', true],
    ['', 'a.strict.test:', true],
  ])('on a connection made for "%s", for "%s": misdirected %s', (serverName, host, expected) => {
    expect(isMisdirected(policyOf, policyOf(serverName), host)).toBe(expected)
  })
  test('without SNI, the default certificate says what is asked', () => {
    const { policyOf: of } = loadCertificates([asks(shop, 'required', '*'), serves(rsa, 'open.test')].map(compiled), createIdentities())
    expect([isMisdirected(of, of(''), 'any.test'), isMisdirected(of, of(''), 'open.test')]).toEqual([false, true])
  })
})
