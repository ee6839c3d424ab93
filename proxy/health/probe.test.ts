import http2 from 'node:http2'
import tls from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Names } from '../balancing/names.ts'
import { deadPort, listenOnAnyPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { makeAuthority, type Authority } from '../tls/testing/authority.ts'
import { createProbe, type ActiveChecks, type ProbeAnswer } from './probe.ts'
import { makeChecks } from './testing/checks.ts'

const NOT_FOUND: NodeJS.ErrnoException = Object.assign(new Error('nobody knows'), { code: 'ENOTFOUND' })

const names: Pick<Names, 'resolve'> = { resolve: (host, done) => (host === 'shop.test' ? done(null, ['127.0.0.1']) : done(NOT_FOUND, [])) }

/** Checks a port of this machine. */
const check = (port: number, active: Partial<ActiveChecks> = {}, { host = '127.0.0.1', hostHeader = null }: { host?: string; hostHeader?: string | null } = {}): Promise<ProbeAnswer> =>
  createProbe(names)({ checks: { ...makeChecks({}).active, timeout: 5, ...active }, host, port, hostHeader })

const HANG = { timeout: 0.05 }

describe('http', () => {
  test.each([
    [200, 'success'], [302, 'success'], [404, 'httpFailure'], [503, 'httpFailure'], [201, null], [418, null],
  ])('%i is %s', async (status, result) => {
    const { port } = await startEcho({ handler: (_, res) => void res.writeHead(status).end() })
    expect(await check(port)).toEqual({ result, reason: `status: ${status}` })
  })

  test('asks for its path with its fields, and says it is the last request', async () => {
    const { port, seen } = await startEcho()
    await check(port, { httpPath: '/health?full=1', headers: { 'X-Probe': ['yes'], 'X-Both': ['a', 'b'] } }, { hostHeader: 'inner.test' })
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/health?full=1' })
    expect(seen[0]!.headers).toEqual({ host: ['inner.test'], connection: ['close'], 'x-probe': ['yes'], 'x-both': ['a', 'b'] })
  })

  test('sends the target as Host where nothing else is asked for, and one Host alone', async () => {
    const { port, seen } = await startEcho()
    await check(port)
    await check(port, { headers: { HOST: ['mine.test'] } }, { hostHeader: 'inner.test' })
    expect(seen.map(({ headers }) => headers.host)).toEqual([['127.0.0.1'], ['mine.test']])
  })

  test('finds the address of a name', async () => {
    const { port, seen } = await startEcho()
    expect(await check(port, {}, { host: 'shop.test' })).toMatchObject({ result: 'success' })
    expect(seen[0]!.headers.host).toEqual(['shop.test'])
  })

  test('of a name without an address fails to connect', async () => {
    expect(await check(80, {}, { host: 'gone.test' })).toEqual({ result: 'tcpFailure', reason: 'connection: ENOTFOUND' })
  })

  test('of a port on which nobody listens fails to connect', async () => {
    expect(await check(await deadPort())).toEqual({ result: 'tcpFailure', reason: 'connection: ECONNREFUSED' })
  })

  test('of a target that hangs is a time-out', async () => {
    const { port } = await startRawBackend(() => {})
    expect(await check(port, HANG)).toEqual({ result: 'timeout', reason: 'timeout' })
  })

  test('of a target that never ends its head is a time-out, however often it says something', async () => {
    const { port } = await startRawBackend((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('X-More: 1\r\n'), 5)
      socket.once('close', () => clearInterval(timer))
    })
    expect(await check(port, HANG)).toEqual({ result: 'timeout', reason: 'timeout' })
  })

  test('of a target that closes without an answer is a failure of the connection', async () => {
    const { port } = await startRawBackend((socket) => void socket.once('data', () => socket.end()))
    expect(await check(port)).toEqual({ result: 'tcpFailure', reason: 'connection: ECONNRESET' })
  })

  test('of a target that speaks something else is a bad status', async () => {
    const { port } = await startRawBackend((socket) => void socket.end('220 mail.test ESMTP\r\n'))
    expect(await check(port)).toMatchObject({ result: 'httpFailure', reason: expect.stringMatching(/^status: HPE_/) })
  })

  test('does not wait for the body, and lets the connection go', async () => {
    const closed = Promise.withResolvers<void>()
    const { port } = await startRawBackend((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n'))
      socket.once('close', () => closed.resolve())
      socket.once('end', () => socket.end())
    })
    expect(await check(port)).toMatchObject({ result: 'success' })
    await closed.promise
  })
})

describe('tcp', () => {
  test('is content with a connection', async () => {
    const { port } = await startRawBackend(() => {})
    expect(await check(port, { type: 'tcp' })).toEqual({ result: 'success', reason: 'success' })
  })

  test('fails where there is none', async () => {
    expect(await check(await deadPort(), { type: 'tcp' })).toEqual({ result: 'tcpFailure', reason: 'connection: ECONNREFUSED' })
  })
})

/** Trusted by every connection of this thread that names no authority of its own, until the test ends. */
async function trustedAuthority(): Promise<Authority> {
  const authority = await makeAuthority()
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([authority.cert])
  onTestFinished(() => tls.setDefaultCACertificates(before))
  return authority
}

describe('https', () => {
  test('verifies the certificate against the name that it asks for', async () => {
    const authority = await trustedAuthority()
    const { port } = await startEcho({ tls: await authority.issue('CN=shop', { names: ['shop.test'] }) })
    expect(await check(port, { type: 'https' }, { host: 'shop.test' })).toMatchObject({ result: 'success' })
    expect(await check(port, { type: 'https', httpsSni: 'shop.test' })).toMatchObject({ result: 'success' })
    expect(await check(port, { type: 'https' }, { hostHeader: 'shop.test:8443' })).toMatchObject({ result: 'success' })
    expect(await check(port, { type: 'https', httpsSni: 'other.test' })).toMatchObject({ result: 'tcpFailure', reason: 'connection: ERR_TLS_CERT_ALTNAME_INVALID' })
    expect(await check(port, { type: 'https' })).toMatchObject({ result: 'tcpFailure', reason: 'connection: ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  test('does not, where it is told so', async () => {
    const authority = await makeAuthority()
    const { port } = await startEcho({ tls: await authority.issue('CN=shop', { names: ['shop.test'] }) })
    expect(await check(port, { type: 'https' }, { host: 'shop.test' })).toMatchObject({ result: 'tcpFailure' })
    expect(await check(port, { type: 'https', httpsVerifyCertificate: false })).toMatchObject({ result: 'success' })
  })

  test('of a target that speaks plain HTTP is a failure of the connection', async () => {
    const { port } = await startEcho()
    expect(await check(port, { type: 'https', httpsVerifyCertificate: false })).toMatchObject({ result: 'tcpFailure' })
  })
})

describe('a check that cannot be made has not reached its target', () => {
  const CASES: [string, Partial<ActiveChecks>][] = [
    ['a blank in its path', { httpPath: '/a b' }],
    ['a path that is not ASCII', { httpPath: '/€' }],
    ['a value of two lines', { headers: { 'x-a': ['a\nb'] } }],
    ['a value that is not latin1', { headers: { 'x-a': ['✓'] } }],
    ['a name that is none', { headers: { 'x a': ['b'] } }],
    ['over HTTP/2, a field of the connection', { type: 'grpc', headers: { connection: ['close'] } }],
    ['over HTTP/2, a field twice', { type: 'grpc', headers: { 'content-type': ['a', 'b'] } }],
  ]
  test.each(CASES)('%s', async (_, active) => {
    const problems: unknown[] = []
    const note = (error: unknown) => void problems.push(error)
    process.on('uncaughtException', note).on('unhandledRejection', note)
    onTestFinished(() => void process.off('uncaughtException', note).off('unhandledRejection', note))
    const { port } = active.type === 'grpc' ? await startGrpc({}) : await startEcho()
    expect(await check(port, active)).toMatchObject({ result: 'tcpFailure', reason: expect.stringMatching(/^connection: ERR_/) as string })
    // What was begun and left would fail once its target is gone.
    await check(port)
    expect(problems).toEqual([])
  })
})

type Grpc = { status?: string; body?: Buffer; httpStatus?: number; inHeaders?: boolean }

/** A gRPC server that answers every call so. @returns its port, and the calls that came */
async function startGrpc({ status = '0', body = Buffer.alloc(0), httpStatus = 200, inHeaders = false }: Grpc) {
  const calls: http2.IncomingHttpHeaders[] = []
  const server = http2.createServer()
  server.on('stream', (stream, headers) => {
    calls.push(headers)
    const own = { ':status': httpStatus, 'content-type': 'application/grpc', ...(inHeaders && { 'grpc-status': status }) }
    stream.respond(own, inHeaders ? { endStream: true } : { waitForTrailers: true })
    if (inHeaders) return
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
    stream.end(body)
  })
  return { port: await listenOnAnyPort(server), calls }
}

const framed = (message: number[]) => Buffer.from([0, 0, 0, 0, message.length, ...message])

describe('grpc', () => {
  test('asks the health service of the server', async () => {
    const { port, calls } = await startGrpc({ body: framed([0x08, 1]) })
    expect(await check(port, { type: 'grpc' })).toEqual({ result: 'success', reason: 'success' })
    expect(calls[0]).toMatchObject({ ':method': 'POST', ':path': '/grpc.health.v1.Health/Check', 'content-type': 'application/grpc', te: 'trailers' })
  })

  test.each<[string, Grpc, ProbeAnswer]>([
    ['that does not serve is unhealthy', { body: framed([0x08, 2]) }, { result: 'httpFailure', reason: 'grpc: NOT_SERVING' }],
    ['that says nothing is unhealthy', { body: framed([]) }, { result: 'httpFailure', reason: 'grpc: NOT_SERVING' }],
    ['that has no health service is up', { status: '12', inHeaders: true }, { result: 'success', reason: 'success' }],
    ['that fails is unhealthy', { status: '14' }, { result: 'httpFailure', reason: 'grpc: 14' }],
    ['that is no gRPC server is unhealthy', { httpStatus: 503 }, { result: 'httpFailure', reason: 'grpc: HTTP 503' }],
  ])('of a server %s', async (_, server, expected) => {
    expect(await check((await startGrpc(server)).port, { type: 'grpc' })).toEqual(expected)
  })

  test('of a server of HTTP/1.1 fails to connect, and so does a dead port', async () => {
    expect(await check((await startEcho()).port, { type: 'grpc' })).toMatchObject({ result: 'tcpFailure' })
    expect(await check(await deadPort(), { type: 'grpc' })).toEqual({ result: 'tcpFailure', reason: 'connection: ECONNREFUSED' })
  })

  test('of one that hangs is a time-out', async () => {
    expect(await check((await startRawBackend(() => {})).port, { type: 'grpc', ...HANG })).toEqual({ result: 'timeout', reason: 'timeout' })
  })

  test('finds the address of a name, and verifies its certificate', async () => {
    const authority = await trustedAuthority()
    const server = http2.createSecureServer(await authority.issue('CN=shop', { names: ['shop.test'] }))
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(framed([0x08, 1]))
    })
    const port = await listenOnAnyPort(server)
    expect(await check(port, { type: 'grpcs' }, { host: 'shop.test' })).toMatchObject({ result: 'success' })
    expect(await check(port, { type: 'grpcs', httpsSni: 'other.test' })).toMatchObject({ result: 'tcpFailure' })
  })
})
