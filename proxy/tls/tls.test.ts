import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import tls from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { send, sendToEcho } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { selfSigned } from './self-signed.ts'

const certificate = (name: string, ...snis: string[]) => ({ workspace: 'default', name, snis, ...selfSigned(`${name}.name`, Date.now()) })

async function handshake(port: number, servername: string, options: tls.ConnectionOptions = {}) {
  const socket = tls.connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'], ...options })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return { commonName: socket.getPeerCertificate().subject.CN, alpn: socket.alpnProtocol, version: socket.getProtocol() }
}

test('the certificate written by hand is one that OpenSSL takes', () => {
  const now = Date.UTC(2026, 0, 1)
  const { cert, key } = selfSigned('sluice.invalid', now)
  const parsed = new X509Certificate(cert)
  expect(parsed.verify(parsed.publicKey)).toBe(true)
  expect([parsed.subject, parsed.subjectAltName, parsed.validToDate.getUTCFullYear()]).toEqual(['CN=sluice.invalid', 'DNS:sluice.invalid', 2035])
  expect(parsed.validFromDate.getTime()).toBe(now - 86_400_000)
  expect(() => tls.createSecureContext({ cert, key })).not.toThrow()
})

describe('by SNI', () => {
  test.each([
    ['shop.test', 'exact.name'],
    ['SHOP.test', 'exact.name'],
    ['a.shop.test', 'wildcard.name'],
    ['b.a.shop.test', 'sluice.invalid'],
    ['other.test', 'sluice.invalid'],
    ['', 'sluice.invalid'],
  ])('%s gets %s', async (name, expected) => {
    const proxy = await startTestProxy({ certificates: [certificate('exact', 'shop.test'), certificate('wildcard', '*.shop.test'), certificate('second', 'shop.test')] })
    expect(await handshake(proxy.https, name)).toEqual({ commonName: expected, alpn: 'http/1.1', version: 'TLSv1.3' })
  })

  test('a snapshot brings new certificates without a new listener', async () => {
    const proxy = await startTestProxy({ certificates: [certificate('old', 'shop.test')] })
    expect((await handshake(proxy.https, 'shop.test')).commonName).toBe('old.name')
    await proxy.serve(makeSnapshot({ certificates: [certificate('new', 'shop.test')] }))
    expect((await handshake(proxy.https, 'shop.test')).commonName).toBe('new.name')
  })

  test('the default certificate is for every other name, and for who names none', async () => {
    const proxy = await startTestProxy({ certificates: [certificate('exact', 'shop.test'), certificate('default', '*')] })
    const shown = async (name: string) => (await handshake(proxy.https, name)).commonName
    expect([await shown('shop.test'), await shown('a.b.test'), await shown('')]).toEqual(['exact.name', 'default.name', 'default.name'])
    await proxy.serve(makeSnapshot({ certificates: [certificate('exact', 'shop.test')] }))
    expect([await shown('a.b.test'), await shown('')]).toEqual(['sluice.invalid', 'sluice.invalid'])
  })

  test('one that does not load is left out and named; the others serve', async () => {
    const bad = { ...certificate('bad', 'bad.test'), key: certificate('other').key }
    const proxy = await startTestProxy({ certificates: [bad, certificate('good', 'shop.test')] })
    expect(proxy.served()).toMatchObject({ state: 'serving', message: expect.stringContaining('Certificate "bad" does not load') as string })
    expect((await handshake(proxy.https, 'shop.test')).commonName).toBe('good.name')
    expect((await handshake(proxy.https, 'bad.test')).commonName).toBe('sluice.invalid')
  })

  test('TLS 1.1 is refused', async () => {
    const proxy = await startTestProxy({})
    await expect(handshake(proxy.https, 'shop.test', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })).rejects.toThrow()
  })
})

describe('client certificates', () => {
  const anna = selfSigned('anna', Date.now())
  const strict = { ...certificate('strict', 'strict.test', '*.strict.test'), clientCertificates: { mode: 'required' as const, ca: anna.cert } }
  const lax = { ...certificate('lax', 'lax.test'), clientCertificates: { mode: 'optional' as const, ca: anna.cert } }
  const start = async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }], certificates: [strict, lax, certificate('open', 'open.test')] })
    const ask = (servername: string, host: string, shown: { cert?: string; key?: string } = {}, headers: Record<string, string> = {}) =>
      send(proxy.https, { tls: { servername, ...shown }, headers: { ...headers, host } })
    return { echo, proxy, ask }
  }
  const claims = { 'x-client-cert-verify': 'SUCCESS', 'X-Client-Cert-Subject': 'CN=admin', 'x-client-cert-issuer': 'x', 'x-client-cert-serial': '1', 'x-client-cert-fingerprint': 'ff' }
  const seen = (echo: Awaited<ReturnType<typeof startEcho>>) =>
    Object.fromEntries(Object.entries(echo.seen.at(-1)!.headers).filter(([name]) => name.startsWith('x-client-cert')))

  test('who must show one and shows none is told so, and no target hears of it', async () => {
    const { echo, ask } = await start()
    const { status, body } = await ask('strict.test', 'strict.test')
    expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ message: 'A client certificate is required' })])
    expect((await ask('lax.test', 'lax.test', selfSigned('eve', Date.now()))).body).toContain('The client certificate is not accepted')
    expect(echo.seen).toEqual([])
  })

  test('targets learn of the certificate from us alone', async () => {
    const { echo, ask } = await start()
    expect((await ask('strict.test', 'strict.test', anna, claims)).status).toBe(200)
    expect(seen(echo)).toMatchObject({ 'x-client-cert-verify': ['SUCCESS'], 'x-client-cert-subject': ['CN=anna'], 'x-client-cert-issuer': ['CN=anna'] })
    await ask('lax.test', 'lax.test', {}, claims)
    expect(seen(echo)).toEqual({ 'x-client-cert-verify': ['NONE'] })
    await ask('open.test', 'open.test', {}, claims)
    expect(seen(echo)).toEqual({})
  })

  test.each([
    ['strict.test', 'a.strict.test', 200],
    ['strict.test', 'lax.test', 421],
    ['strict.test', 'open.test:8443', 421],
    ['open.test', 'strict.test', 421],
    ['open.test', 'A.Strict.test:8443', 421],
    ['open.test', 'other.test', 200],
    ['', 'strict.test', 421],
  ])('on a connection for "%s", a request for %s gets %i', async (servername, host, status) => {
    const { ask } = await start()
    expect((await ask(servername, host, anna)).status).toBe(status)
  })

  test('over plain http nobody is asked, and nobody is believed', async () => {
    const { echo, proxy } = await start()
    expect((await send(proxy.http, { headers: { ...claims, host: 'strict.test' } })).status).toBe(200)
    expect(seen(echo)).toEqual({})
  })
})

describe('https', () => {
  test('requests go to plain targets and say what they came by', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }], route: { protocols: ['https'], snis: ['shop.test'] } }] })
    const seen = await sendToEcho(proxy.https, { tls: { servername: 'shop.test' } })
    expect(seen.headers).toMatchObject({ 'x-forwarded-proto': ['https'], 'x-forwarded-port': [String(proxy.https)] })
    expect((await send(proxy.https, { tls: { servername: 'other.test' } })).status).toBe(404)
  })

  const pair = selfSigned('target.test', Date.now())
  const tlsOf = (given: { verify?: boolean; ca?: string | null }) => ({ verify: true, ca: null, client: null, ...given })
  test.each([
    ['one that nobody vouches for is refused', tlsOf({}), 502],
    ['unless it is not to be verified', tlsOf({ verify: false }), 200],
    ['or its authority is named', tlsOf({ ca: pair.cert }), 200],
  ])('targets: %s', async (_, tlsSettings, status) => {
    const echo = await startEcho({ tls: pair })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }], hostHeader: 'target.test', service: { protocol: 'https', tls: tlsSettings } }] })
    expect((await send(proxy.http)).status).toBe(status)
    const { body } = await send(proxy.status, { path: '/metrics' })
    expect(body.includes('{code="UPSTREAM_TLS"} 1\n')).toBe(status === 502)
  })

  test('targets: our own certificate is shown', async () => {
    const client = selfSigned('client.test', Date.now())
    let shown: string | undefined
    const echo = await startEcho({
      tls: { ...pair, requestCert: true, ca: client.cert },
      handler: (req, res) => {
        shown = (req.socket as tls.TLSSocket).getPeerCertificate().subject.CN as string
        res.end()
      },
    })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }], service: { protocol: 'https', tls: { verify: false, ca: null, client } } }] })
    expect((await send(proxy.http)).status).toBe(200)
    expect(shown).toBe('client.test')
  })
})
