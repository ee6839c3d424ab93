import tls from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { CompiledService } from '#lib/snapshot/snapshot.ts'
import { failureOf } from '../http1/failure.ts'
import { listenOnAnyPort } from '../testing/echo.ts'
import { selfSigned } from './self-signed.ts'
import { makeAuthority, type Authority, type Issued } from './testing/authority.ts'
import { upstreamTls } from './upstream.ts'

type Settings = NonNullable<CompiledService['tls']>

let authority: Authority
let target: Issued
let client: Issued
beforeAll(async () => {
  authority = await makeAuthority()
  target = await authority.issue('CN=target', { names: ['target.test', '*.pool.test'] })
  client = await authority.issue('CN=sluice')
})
const trusting = (given: Partial<Settings> = {}): Settings => ({ verify: true, ca: authority.cert, client: null, ...given })

/** A target that tells each client what it saw of it. */
async function startTarget(options: tls.TlsOptions = {}): Promise<number> {
  const server = tls.createServer({ ...target, ALPNProtocols: ['h2', 'http/1.1'], ...options }, (socket) => {
    socket.on('error', () => {})
    const { subject } = socket.getPeerCertificate()
    socket.end(JSON.stringify({ sni: socket.servername, alpn: socket.alpnProtocol, client: subject?.CN ?? null, resumed: socket.isSessionReused() }))
  })
  server.on('tlsClientError', () => {})
  return listenOnAnyPort(server)
}

type Seen = { sni: string | false; alpn: string; client: string | null; resumed: boolean }

function reach(port: number, settings: Settings | null, serverName: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const { options, remember } = upstreamTls(settings, serverName, `127.0.0.1:${port}`)
    const socket = tls.connect({ host: '127.0.0.1', port, ...options })
    onTestFinished(() => void socket.destroy())
    let text = ''
    let error: NodeJS.ErrnoException | null = null
    socket.on('session', remember)
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('error', (given) => (error = given))
    socket.on('close', () => (error ? reject(new Error(failureOf(error, 'connecting'))) : resolve(JSON.parse(text) as Seen)))
  })
}

test.each(['target.test', 'a.pool.test'])('a target shows a certificate for %s, and is told the name', async (name) => {
  expect(await reach(await startTarget(), trusting(), name)).toEqual({ sni: name, alpn: 'http/1.1', client: null, resumed: false })
})

test.each<[string, () => Settings | null, string]>([
  ['a certificate for another name', () => trusting(), 'other.test'],
  ['a certificate for names, at an address', () => trusting(), '127.0.0.1'],
  ['an authority that the system does not know', () => null, 'target.test'],
  ['an authority that was not named', () => trusting({ ca: selfSigned('other', Date.now()).cert }), 'target.test'],
  ['authorities that do not parse', () => trusting({ ca: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----' }), 'target.test'],
  ['a certificate of ours that does not load', () => trusting({ client: { cert: client.cert, key: 'no key' } }), 'target.test'],
  ['that, where nothing is verified', () => trusting({ verify: false, client: { cert: client.cert, key: 'no key' } }), 'target.test'],
])('%s: UPSTREAM_TLS', async (_, settings, name) => {
  await expect(reach(await startTarget(), settings(), name)).rejects.toThrow('UPSTREAM_TLS')
})

test.each([
  ['TLS 1.1 alone', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ['other protocols alone', { ALPNProtocols: ['h2'] }],
] as const)('a target that speaks %s: UPSTREAM_TLS', async (_, options) => {
  await expect(reach(await startTarget({ ...options, ALPNProtocols: 'ALPNProtocols' in options ? [...options.ALPNProtocols] : ['http/1.1'] }), trusting(), 'target.test')).rejects.toThrow('UPSTREAM_TLS')
})

test('where nothing is verified, anything is good', async () => {
  expect(await reach(await startTarget(selfSigned('x', Date.now())), trusting({ verify: false }), 'other.test')).toMatchObject({ sni: 'other.test' })
})

test('a target with a certificate for its address is reached by that, without SNI', async () => {
  const port = await startTarget()
  expect(await reach(port, trusting({ verify: false }), '127.0.0.1')).toMatchObject({ sni: false })
})

test.each([[null], ['sluice']])('the certificate of ours that a target sees: %s', async (expected) => {
  const port = await startTarget({ requestCert: true, rejectUnauthorized: false, ca: authority.cert })
  expect(await reach(port, trusting({ client: expected === null ? null : client }), 'target.test')).toMatchObject({ client: expected })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('sessions, %s', (version) => {
  const target12or13 = () => startTarget({ minVersion: version, maxVersion: version })
  test('are used again', async () => {
    const port = await target12or13()
    const settings = trusting()
    expect([(await reach(port, settings, 'target.test')).resumed, (await reach(port, settings, 'target.test')).resumed]).toEqual([false, true])
    // A snapshot brings the same settings as another object.
    expect((await reach(port, { ...settings }, 'target.test')).resumed).toBe(true)
  })
  test.each<[string, () => [Settings, string]]>([
    ['another name', () => [trusting(), 'a.pool.test']],
    ['another certificate of ours', () => [trusting({ client }), 'target.test']],
  ])('are not used for %s', async (_, next) => {
    const port = await target12or13()
    await reach(port, trusting(), 'target.test')
    expect((await reach(port, ...next())).resumed).toBe(false)
  })
  test('made without verification are not used where it is wanted', async () => {
    const port = await startTarget({ ...selfSigned('x', Date.now()), minVersion: version, maxVersion: version })
    await reach(port, trusting({ verify: false }), 'target.test')
    expect((await reach(port, trusting({ verify: false }), 'target.test')).resumed).toBe(true)
    await expect(reach(port, trusting(), 'target.test')).rejects.toThrow('UPSTREAM_TLS')
  })
})
