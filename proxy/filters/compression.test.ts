import type { Socket } from 'node:net'
import tls from 'node:tls'
import { brotliDecompressSync, createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Compression } from '#lib/model/filters/compression.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { ProxyOptions } from '../start.ts'
import { connect, received, send, settled, until } from '../testing/client.ts'
import { startEcho, startRawBackend } from '../testing/echo.ts'
import { otherEnd, ownSockets } from '../testing/own-sockets.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { canCompress, Compressor } from './compression.ts'

const MIB = 1024 * 1024
const TEXT = Array.from({ length: 5000 }, (_, i) => `line ${i} of a text that goes on\n`).join('')
const GET = (accepted: string, minor = 1) => `GET / HTTP/1.${minor}\r\nHost: shop.test\r\nAccept-Encoding: ${accepted}\r\n\r\n`
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: "1"\r\n'
const unpack = { gzip: gunzipSync, br: brotliDecompressSync }

/** A proxy whose route compresses, before a target that answers each request so. */
async function start(answer: (socket: Socket) => void, given: Partial<FilterOf<'compression'>> & { responseBuffering?: boolean } = {}, options: Partial<ProxyOptions> = {}) {
  const { responseBuffering = false, ...fields } = given
  const backend = await startRawBackend((socket) => {
    socket.on('data', () => answer(socket))
    socket.on('end', () => socket.end())
  })
  const filters = [{ ...Compression.parse({ type: 'compression' }), ...fields }]
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], filters, route: { responseBuffering } }] }, options)
  const metrics = async () => (await send(proxy.status, { path: '/metrics' })).body
  return { proxy, backend, metrics }
}

const whole = (body: string, more = '') => `${HEAD}${more}Content-Length: ${body.length}\r\n\r\n${body}`
const chunked = (...pieces: string[]) => `${HEAD}Transfer-Encoding: chunked\r\n\r\n${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\nX-Sum: 1\r\n\r\n`

describe.each(['gzip', 'br'] as const)('a client that takes %s gets it', (coding) => {
  test.each<[string, (socket: Socket) => void]>([
    ['with a length', (socket) => socket.write(whole(TEXT))],
    ['in chunks', (socket) => socket.write(chunked(...TEXT.match(/[^]{1,1000}/g)!))],
    ['in very small chunks', (socket) => socket.write(chunked(...TEXT.slice(0, 3000)))],
    ['until the end', (socket) => socket.end(`${HEAD}\r\n${TEXT}`)],
    ['byte by byte', (socket) => {
      const bytes = [...whole(TEXT.slice(0, 2000))]
      const next = () => bytes.length > 0 && socket.write(bytes.shift()!, () => setImmediate(next))
      next()
    }],
  ])('%s', async (_, answer) => {
    const { proxy, metrics } = await start(answer)
    const client = strictClient(await connect(proxy.http))
    let sent = 0
    for (let i = 0; i < 2; i++) {
      const { head, body } = await client.ask(GET(coding))
      expect(head).toContain(`\r\nContent-Encoding: ${coding}\r\n`)
      expect(head).toContain('\r\nTransfer-Encoding: chunked\r\n')
      expect(head).toContain('\r\nVary: Accept-Encoding\r\n')
      expect(head).toContain('\r\nETag: W/"1"\r\n')
      expect(head).not.toMatch(/content-length/i)
      const text = unpack[coding](Buffer.from(body, 'latin1')).toString()
      expect(TEXT.startsWith(text) && text.length >= 2000).toBe(true)
      sent += body.length
      expect(/sluice_response_body_bytes_total\{[^}]*\} (\d+)\n/.exec(await metrics())![1]).toBe(String(sent))
    }
    expect(await metrics()).toContain('sluice_requests_in_flight 0\n')
  })
})

test('trailers go along', async () => {
  const { proxy } = await start((socket) => socket.write(chunked(TEXT)))
  const { trailers } = await send(proxy.http, { headers: { 'accept-encoding': 'gzip' } })
  expect(trailers).toEqual({ 'x-sum': '1' })
})

describe('an answer goes as it is', () => {
  test.each<[string, string, string, method?: string]>([
    ['for a client that takes nothing', GET('identity'), whole(TEXT)],
    ['for a client of HTTP/1.0', GET('gzip', 0), whole(TEXT)],
    ['when it is short', GET('gzip'), whole('short')],
    ['when it is compressed', GET('gzip'), whole(TEXT, 'Content-Encoding: zstd\r\n')],
    ['when it is a picture', GET('gzip'), whole(TEXT).replace('text/plain', 'image/png')],
    ['when nobody may change it', GET('gzip'), whole(TEXT, 'Cache-Control: no-transform\r\n')],
    ['when it is a part', GET('gzip'), whole(TEXT).replace('200 OK', '206 Partial')],
  ])('%s', async (_, request, response) => {
    const { proxy } = await start((socket) => socket.write(response))
    const { head, body } = await strictClient(await connect(proxy.http)).ask(request)
    expect(head).toMatch(/\r\ncontent-length: \d+\r\n/i)
    expect(head).toContain('\r\nETag: "1"\r\n')
    expect(response.endsWith(`\r\n\r\n${body}`)).toBe(true)
  })

  test('and says in Vary that it might not', async () => {
    const { proxy } = await start((socket) => socket.write(whole(TEXT)))
    expect((await send(proxy.http)).headers).toMatchObject({ vary: 'Accept-Encoding', etag: '"1"' })
  })
})

test('the answer to HEAD says what that to GET would', async () => {
  const { proxy } = await start((socket) => socket.write(`${HEAD}Content-Length: ${TEXT.length}\r\n\r\n`))
  const client = strictClient(await connect(proxy.http))
  for (let i = 0; i < 2; i++) {
    const { head, body } = await client.ask(GET('gzip').replace('GET', 'HEAD'))
    expect(head).toContain('\r\nContent-Encoding: gzip\r\n')
    expect(head).not.toMatch(/content-length|transfer-encoding/i)
    expect(body).toBe('')
  }
})

describe.each(['gzip', 'br'] as const)('a piece of a stream can be read before the next is made: %s', (coding) => {
  test.each(['text/event-stream', 'text/plain'])('%s', async (type) => {
    let finish = () => {}
    const backend = await startEcho({
      handler: (_, res) => {
        res.writeHead(200, { 'content-type': type })
        res.write('data: 1\n\n')
        finish = () => res.end('data: 2\n\n')
      },
    })
    const filters = [Compression.parse({ type: 'compression' })]
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], filters }] })
    const decoder = coding === 'br' ? createBrotliDecompress() : createGunzip()
    let text = ''
    decoder.on('data', (piece: Buffer) => (text += piece.toString()))
    const client = await connect(proxy.http)
    let all = ''
    let fed = 0
    client.on('data', (bytes: Buffer) => {
      all += bytes.toString('latin1')
      const body = all.slice(all.indexOf('\r\n\r\n') + 4)
      for (let line = body.indexOf('\r\n', fed); line !== -1; line = body.indexOf('\r\n', fed)) {
        const size = Number.parseInt(body.slice(fed, line), 16)
        if (body.length < line + 2 + size + 2) return
        if (size > 0) decoder.write(Buffer.from(body.slice(line + 2, line + 2 + size), 'latin1'))
        fed = line + 2 + size + 2
      }
    })
    client.write(GET(coding))
    await expect.poll(() => text).toBe('data: 1\n\n')
    finish()
    await expect.poll(() => text).toBe('data: 1\n\ndata: 2\n\n')
  })
})

describe('a client that reads nothing', () => {
  /** Bytes that do not become fewer. */
  const noise = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (Math.imul(i * 2654435761, i ^ 0x9e3779b9) >>> 13) & 0xff))
  const flood = (socket: Socket) => {
    socket.write(`${HEAD}Content-Length: 100000000000\r\n\r\n`)
    const more = () => {
      while (!socket.destroyed && socket.write(noise));
      socket.once('drain', more)
    }
    more()
  }

  test.each([false, true])('holds the target back; buffering: %s', async (responseBuffering) => {
    const { proxy, backend } = await start(flood, { level: 1, encodings: ['gzip'], responseBuffering })
    const client = await connect(proxy.http)
    client.pause()
    client.write(GET('gzip'))
    const taken = () => ownSockets().reduce((sum, socket) => sum + (socket.remotePort === backend.port ? socket.bytesRead : 0), 0)
    await until(() => otherEnd(client).writableNeedDrain)
    expect(await settled(taken)).toBeLessThan(64 * MIB)
    expect(otherEnd(client).writableLength).toBeLessThan(262_144)
  })

  test('is cut', async () => {
    const { proxy, metrics } = await start(flood, { level: 1, encodings: ['gzip'] }, { limits: { bodyMs: 200 } })
    const client = await connect(proxy.http)
    client.pause()
    client.write(GET('gzip'))
    await expect.poll(metrics, { timeout: 10_000 }).toContain('sluice_clients_gone_total 1\n')
    expect(await metrics()).toMatch(/sluice_upstream_connections\{protocol="http",state="active"\} 0\n/)
  })
})

test('a large answer comes whole to a slow client, while its target is free', async () => {
  const text = Array.from({ length: 400_000 }, (_, i) => Math.imul(i, 2654435761).toString(36)).join(' ')
  const { proxy, metrics } = await start((socket) => socket.write(whole(text)), { encodings: ['gzip'], level: 1, responseBuffering: true })
  const socket = await connect(proxy.http)
  const client = strictClient(socket)
  socket.on('data', () => {
    socket.pause()
    setImmediate(() => socket.resume())
  })
  const { body } = await client.ask(GET('gzip'))
  expect(gunzipSync(Buffer.from(body, 'latin1')).toString() === text).toBe(true)
  expect(await metrics()).toMatch(/sluice_upstream_connections\{protocol="http",state="idle"\} 1\n/)
})

test('a client of HTTPS gets it, too', async () => {
  const text = TEXT.repeat(20)
  for (const responseBuffering of [false, true]) {
    const { proxy } = await start((socket) => socket.write(whole(text)), { encodings: ['gzip'], responseBuffering })
    const socket = tls.connect({ host: '127.0.0.1', port: proxy.https, rejectUnauthorized: false })
    onTestFinished(() => void socket.destroy())
    const { body } = await strictClient(socket).ask(GET('gzip'))
    expect(gunzipSync(Buffer.from(body, 'latin1')).toString() === text).toBe(true)
  }
})

test.each(['gzip', 'br'])('a target that breaks off cuts the client: %s', async (coding) => {
  const { proxy, metrics } = await start((socket) => socket.write(`${HEAD}Content-Length: 1000000\r\n\r\n${TEXT}`, () => socket.destroy()))
  expect(await strictClient(await connect(proxy.http)).ask(GET(coding))).toMatchObject({ status: 200, isCut: true })
  expect(await metrics()).toMatch(/sluice_request_errors_total\{[^}]*\} 1\n/)
})

test('broken chunks cut the client', async () => {
  const { proxy } = await start((socket) => socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n`))
  expect(await strictClient(await connect(proxy.http)).ask(GET('gzip'))).toMatchObject({ status: 200, isCut: true })
})

test('a client that leaves lets target and compressor go', async () => {
  let open = 0
  const { proxy } = await start((socket) => {
    open++
    socket.once('close', () => open--)
    socket.write(`${HEAD}Content-Length: 1000000\r\n\r\n${TEXT}`)
  }, { encodings: ['br'], level: 9 })
  const ask = async () => {
    const client = await connect(proxy.http)
    const head = received(client, '\r\n\r\n')
    client.write(GET('br'))
    return { client, isCompressed: /content-encoding: br/i.test(await head) }
  }
  for (let round = 0; round < 2; round++) {
    const asked = []
    // More than there is memory for.
    for (let i = 0; i < 12; i++) asked.push(await ask())
    expect(asked.map(({ isCompressed }) => isCompressed)).toEqual([...Array(9).fill(true), false, false, false])
    for (const { client } of asked) client.destroy()
    await until(() => open === 0)
  }
})

describe('compressors', () => {
  const options = { coding: 'br', level: 9, isStream: false, length: null } as const
  const deadlines = { set: () => {}, remove: () => {}, close: () => {} }
  const user = { onCompressed: () => true, onTakesMore: () => {}, onCompressedEnd: () => {}, onCompressorBroken: () => {} }

  test('are no more than there is memory for; those that are let go make room', () => {
    const made: Compressor[] = []
    while (canCompress('br', 9)) made.push(new Compressor(options, deadlines, user))
    expect(made.length).toBeGreaterThan(4)
    expect(made.length).toBeLessThan(20)
    expect(canCompress('gzip', 4)).toBe(true)
    made[0]!.drop()
    expect(canCompress('br', 9)).toBe(true)
    for (const compressor of made) compressor.drop()
  })

  test('say so once when they break', async () => {
    const errors: Error[] = []
    const compressor = new Compressor(options, deadlines, { ...user, onCompressorBroken: (error) => errors.push(error) })
    compressor.finish()
    compressor.write(Buffer.from('behind the end'))
    await until(() => errors.length > 0)
    expect(errors).toHaveLength(1)
    expect(compressor.isOver).toBe(true)
  })
})
