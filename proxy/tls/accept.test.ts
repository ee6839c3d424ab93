import net from 'node:net'
import tls from 'node:tls'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { collect, connect, sendRaw, until } from '../testing/client.ts'
import { selfSigned } from './self-signed.ts'
import { captureHello, helloMessage, inRecords, serverNames } from './testing/hello.ts'
import { startEntrance, visit } from './testing/tls-entrance.ts'

const pair = selfSigned('shop.name', Date.now())
const shop = { ...pair, snis: ['shop.test'] }

/** A client whose bytes go to the entrance as `forward` wants it. */
async function connectThrough(port: number, forward: (bytes: Buffer, write: (piece: Buffer) => Promise<void>) => Promise<void>): Promise<tls.TLSSocket> {
  const relay = net.createServer((near) => {
    const far = net.connect({ host: '127.0.0.1', port, noDelay: true })
    far.pipe(near)
    let queue = Promise.resolve()
    const write = (piece: Buffer) => new Promise<void>((resolve) => void far.write(piece, () => setImmediate(resolve)))
    near.on('data', (bytes: Buffer) => (queue = queue.then(() => forward(bytes, write))))
    near.on('error', () => {})
    far.on('error', () => {})
    near.on('close', () => far.destroy())
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const socket = tls.connect({ host: '127.0.0.1', port: (relay.address() as net.AddressInfo).port, servername: 'shop.test', rejectUnauthorized: false })
  onTestFinished(() => {
    socket.destroy()
    relay.close()
  })
  return socket
}

describe('a handshake', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('with %s: the look at the ClientHello is not seen', async (version) => {
    const entrance = await startEntrance([shop])
    const said = await visit(entrance.port, { servername: 'Shop.test', minVersion: version, maxVersion: version })
    expect(said).toMatchObject({ sni: 'shop.test', policy: '', fields: '', refusal: null, alpn: 'http/1.1', commonName: 'shop.name', resumed: false })
    expect([entrance.counted('tlsFull'), entrance.counted('tlsFailed')]).toEqual([1, 0])
  })

  test.each([1, 7, 100])('in pieces of %d bytes', async (size) => {
    const entrance = await startEntrance([shop])
    const socket = await connectThrough(entrance.port, async (bytes, write) => {
      for (let at = 0; at < bytes.length; at += size) await write(bytes.subarray(at, at + size))
    })
    expect(await collect(socket)).toContain('"sni":"shop.test"')
  })

  test('before the first snapshot shows our own certificate', async () => {
    const entrance = await startEntrance(null)
    expect(await visit(entrance.port, { servername: 'shop.test' })).toMatchObject({ commonName: 'sluice.invalid', sni: 'shop.test', policy: '' })
  })

  test('leaves nothing behind on the sockets that it used', async () => {
    const entrance = await startEntrance([shop], { talk: () => {} })
    const client = tls.connect({ host: '127.0.0.1', port: entrance.port, servername: 'shop.test', rejectUnauthorized: false })
    onTestFinished(() => void client.destroy())
    await once(client, 'secureConnect')
    await until(() => entrance.secure.length === 1)
    const raw = entrance.accepted[0]!
    expect([raw.listenerCount('data'), raw.listenerCount('end'), raw.isPaused()]).toEqual([0, 1, true])
    client.destroy()
    await until(() => entrance.secure[0]!.destroyed && raw.destroyed)
  })

  test('bytes go both ways for long', async () => {
    const entrance = await startEntrance([shop], { talk: (socket) => void socket.pipe(socket) })
    const client = tls.connect({ host: '127.0.0.1', port: entrance.port, servername: 'shop.test', rejectUnauthorized: false })
    onTestFinished(() => void client.destroy())
    const sent = Buffer.alloc(3_000_000, 'sluice')
    client.end(sent)
    expect(Buffer.from(await collect(client), 'latin1').equals(sent)).toBe(true)
  })
})

describe('what is no ClientHello', () => {
  test('plain HTTP is told so', async () => {
    const entrance = await startEntrance([shop])
    const answer = await sendRaw(entrance.port, 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain('Connection: close\r\n')
    expect(answer).toContain('"message":"The plain HTTP request was sent to an HTTPS port"')
    expect([entrance.counted('tlsPlainHttp'), entrance.counted('tlsFailed')]).toEqual([1, 1])
  })

  const alert = (code: number) => Buffer.from([21, 3, 1, 0, 2, 2, code]).toString('latin1')
  test.each([
    ['another protocol', Buffer.from('\0\0\0\0'), alert(50), 'tlsNotTls'],
    ['a bad server name', inRecords(helloMessage({ extensions: [serverNames([0, 'a b'])] })), alert(112), 'tlsHello'],
    ['a malformed hello', inRecords(helloMessage({ suites: [] })), alert(50), 'tlsHello'],
    ['a hello that is too long', Buffer.from([22, 3, 1, 2, 0, 1, 0, 0x40, 0]), alert(50), 'tlsHello'],
  ] as const)('%s gets an alert', async (_, bytes, expected, name) => {
    const entrance = await startEntrance([shop])
    expect(await sendRaw(entrance.port, bytes)).toBe(expected)
    expect([entrance.counted(name), entrance.counted('tlsFailed')]).toEqual([1, 1])
    await until(() => entrance.accepted[0]!.destroyed)
  })

  test('who stays after the answer is let go of', async () => {
    const entrance = await startEntrance([shop])
    const socket = await connect(entrance.port)
    socket.write('GET / HTTP/1.1\r\n\r\n')
    socket.on('error', () => {})
    socket.resume()
    const going = setInterval(() => socket.write('more'), 20)
    onTestFinished(() => clearInterval(going))
    await until(() => entrance.accepted[0]?.destroyed === true)
    expect(entrance.counted('tlsPlainHttp')).toBe(1)
  })
})

describe('a handshake that does not end', () => {
  const hello = () => captureHello({ servername: 'shop.test' })
  test.each([
    ['nothing', async () => Buffer.alloc(0)],
    ['half a hello', async () => (await hello()).subarray(0, 50)],
    ['a hello alone', hello],
  ])('%s: the connection is closed in time', async (_, bytes) => {
    const entrance = await startEntrance([shop], { handshakeMs: 50 })
    const socket = await connect(entrance.port)
    socket.write(await bytes())
    await collect(socket)
    await until(() => entrance.counted('tlsTimeout') === 1)
    expect([entrance.counted('tlsFailed'), entrance.facts.length]).toEqual([1, 0])
  })

  test.each([
    ['after nothing is no failure', async () => Buffer.alloc(0), 0],
    ['in the hello', async () => (await hello()).subarray(0, 50), 1],
    ['after the hello', hello, 1],
  ])('a client that goes %s', async (_, bytes, failures) => {
    const entrance = await startEntrance([shop])
    const socket = await connect(entrance.port)
    socket.end(await bytes())
    await collect(socket)
    await until(() => entrance.accepted[0]?.destroyed === true)
    expect([entrance.counted('tlsFailed'), entrance.counted('tlsClosed')]).toEqual([failures, failures])
  })

  test('a client that resets', async () => {
    const entrance = await startEntrance([shop])
    const socket = await connect(entrance.port)
    socket.write(await hello())
    await once(socket, 'data')
    socket.resetAndDestroy()
    await until(() => entrance.counted('tlsClosed') === 1)
    expect([entrance.counted('tlsFailed'), entrance.accepted[0]!.destroyed]).toEqual([1, true])
  })

  test.each([
    ['speaks an old version', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }, 'tlsNothingShared'],
    ['speaks another protocol', { ALPNProtocols: ['smtp'] }, 'tlsNothingShared'],
    ['does not trust us', { rejectUnauthorized: true, maxVersion: 'TLSv1.2' }, 'tlsAlert'],
  ] as const)('a client that %s', async (_, options, name) => {
    const entrance = await startEntrance([shop])
    await expect(visit(entrance.port, { servername: 'shop.test', ...options })).rejects.toThrow()
    await until(() => entrance.counted('tlsFailed') + entrance.counted('tlsFull') === 1)
    if (name !== 'tlsAlert') expect(entrance.counted(name)).toBe(1)
  })
})
