import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { connect, settled } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { ownSockets } from '../testing/own-sockets.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { BINARY, CLOSE, closePayload, echoFrames, frame, PING, PONG, switchHead, TEXT, type FrameOptions } from '../testing/websocket.ts'

const ASK =
  'GET /ws HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d])
const MIB = 2 ** 20

/** The same frame as a client and as a server send it. */
type Frame = { payload: Buffer | string } & FrameOptions
const text = (payload: Buffer | string, more: FrameOptions = {}): Frame => ({ payload, ...more })
const binary = (size: number, more: FrameOptions = {}): Frame => ({ payload: Buffer.alloc(size, 0xfe), opcode: BINARY, ...more })
const close = (payload: Buffer | string = ''): Frame => ({ payload, opcode: CLOSE })
/** A message in pieces; what is not final of them is continued. */
const fragments = (payload: Buffer | string, size: number, opcode = TEXT): Frame[] => {
  const bytes = Buffer.from(payload)
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, i) => ({
    payload: bytes.subarray(i * size, (i + 1) * size), opcode: i === 0 ? opcode : 0, isFinal: i === count - 1,
  }))
}
const UTF8 = 'κόσμε 🎉 Iñtërnâtiôn'

/** By the sections of the Autobahn suite. A proxy has no opinion on frames: each is passed as it came. */
const CASES: [name: string, frames: Frame[]][] = [
  ...[0, 125, 126, 127, 128, 65_535, 65_536].map((size): [string, Frame[]] => [`1 text of ${size} bytes`, [text('*'.repeat(size))]]),
  ...[0, 125, 126, 127, 128, 65_535, 65_536].map((size): [string, Frame[]] => [`1 binary of ${size} bytes`, [binary(size)]]),
  ['2 ping and pong without payload', [text('', { opcode: PING }), text('', { opcode: PONG })]],
  ['2 ping with a payload, binary, of 125 bytes, and of 126',
    [text('Hello', { opcode: PING }), binary(125, { opcode: PING }), binary(126, { opcode: PING })]],
  ['2 ten pings at once, and a pong that nobody asked for',
    [...Array.from({ length: 10 }, (_, i) => text(`payload-${i}`, { opcode: PING })), text('x', { opcode: PONG })]],
  ...[1, 2, 3, 4, 5, 6, 7].map((reserved): [string, Frame[]] => [
    `3 reserved bits ${reserved}`, [text('Hello'), text('Hello', { reserved }), text('', { opcode: PING, reserved })],
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Frame[]] => [
    `4 reserved opcode ${opcode}`, [text('Hello'), text('reserved payload', { opcode })],
  ]),
  ['5 fragments of one byte, of none, and a ping between', [...fragments('fragment1fragment2', 1), text('', { isFinal: false }),
    text('ping', { opcode: PING }), text('', { opcode: 0 })]],
  ['5 fragmented ping, and a continuation of nothing', [text('frag', { opcode: PING, isFinal: false }), text('ment', { opcode: 0 }),
    text('alone', { opcode: 0, isFinal: false })]],
  ['6 UTF-8 in one frame and split within characters', [text(UTF8), ...fragments(UTF8, 1)]],
  ['6 bytes that are no UTF-8',
    [text(Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex')), text(Buffer.from([0xff, 0xfe, 0xc0, 0xaf]))]],
  ['7 close without payload, and frames behind it', [text('Hello'), close(), text('late'), text('', { opcode: PING })]],
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000,
    65_535].map(
    (code): [string, Frame[]] => [`7 close code ${code}`, [close(closePayload(code, 'reason'))]],
  ),
  ['7 close with one byte, with bad UTF-8, with 124 bytes of reason', [close('x'), close(Buffer.from([3, 232, 0xce, 0xba, 0xed, 0xa0])),
    close(closePayload(1000, '*'.repeat(124)))]],
  ['9 text of 4 MiB', [text('*'.repeat(4 * MIB))]],
  ['9 binary of 16 MiB', [binary(16 * MIB)]],
  ['9 4 MiB in fragments of 64 bytes', fragments(Buffer.alloc(4 * MIB, 1), 64, BINARY)],
  ['9 4 MiB in fragments of 256 KiB', fragments(Buffer.alloc(4 * MIB, 2), 256 * 1024, BINARY)],
  ['9 a thousand messages of 1 KiB', Array.from({ length: 1000 }, () => text('*'.repeat(1024)))],
  ['10 64 KiB in fragments of 1300 bytes', fragments('*'.repeat(65_536), 1300)],
  ['12 a compressed message', [text(Buffer.from('f248cdc9c90700', 'hex'), { reserved: 4 })]],
]

const bytesOf = (frames: readonly Frame[], mask: Buffer | null): Buffer =>
  Buffer.concat(frames.map(({ payload, ...options }) => frame(payload, { ...options, mask })))

/** All that comes until the other side ends its half. */
async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  await once(socket, 'end')
  return Buffer.concat(parts)
}

async function byteByByte(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    socket.write(Buffer.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** `early`: both sides send their bytes in one piece with their heads. */
type Delivery = 'late' | 'early' | 'single bytes'

/** What each side got of what the other sent, at the same time; the client ends first. */
async function exchange(toServer: Buffer, toClient: Buffer, delivery: Delivery) {
  const server = Promise.withResolvers<Buffer>()
  const backend = await startRawBackend((socket) => {
    let head = Buffer.alloc(0)
    const onHead = async (bytes: Buffer) => {
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n') + 4
      if (end === 3) return
      socket.off('data', onHead)
      const all = readAll(socket).then((rest) => Buffer.concat([head.subarray(end), rest]))
      const switched = Buffer.from(switchHead(head.toString('latin1', 0, end)))
      if (delivery === 'early') socket.write(Buffer.concat([switched, toClient]))
      else {
        socket.write(switched)
        await (delivery === 'single bytes' ? byteByByte(socket, toClient) : socket.write(toClient))
      }
      server.resolve(all)
      await all
      socket.end()
    }
    socket.on('data', onHead)
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.setNoDelay()
  const all = readAll(socket)
  if (delivery === 'early') socket.write(Buffer.concat([Buffer.from(ASK), toServer]))
  else if (delivery === 'late') {
    socket.write(ASK)
    await once(socket, 'data')
    socket.write(toServer)
  } else await byteByByte(socket, Buffer.concat([Buffer.from(ASK), toServer]))
  socket.end()
  const [came, back] = await Promise.all([server.promise, all])
  return { came, head: back.toString('latin1', 0, back.indexOf('\r\n\r\n') + 4), back: back.subarray(back.indexOf('\r\n\r\n') + 4) }
}

/** What is not the same, in few words: a message of megabytes is no help. */
function difference(got: Buffer, sent: Buffer): string {
  if (got.equals(sent)) return ''
  const at = got.findIndex((byte, index) => byte !== sent[index])
  return `${got.length} of ${sent.length} bytes, unlike from ${at === -1 ? got.length : at} on`
}

describe('frames go through as they came, both ways', () => {
  test.each(CASES)('%s', async (_, frames) => {
    const toServer = bytesOf(frames, MASK)
    const toClient = bytesOf(frames, null)
    const deliveries: Delivery[] = toServer.length < 700 ? ['late', 'early', 'single bytes'] : ['late', 'early']
    for (const delivery of deliveries) {
      const { came, back, head } = await exchange(toServer, toClient, delivery)
      expect([delivery, difference(came, toServer), difference(back, toClient)]).toEqual([delivery, '', ''])
      expect(head).toMatch(/^HTTP\/1.1 101 [^]*\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/)
    }
  })
})

/** Bytes that this process holds for sockets that do not take them. */
const heldBytes = (): number => ownSockets().reduce((sum, socket) => sum + socket.writableLength, 0)

/** Writes no faster than it is taken, as a peer that minds its own memory. */
function pour(socket: Socket, total: number, piece: Buffer) {
  const state = { sent: 0 }
  const more = () => {
    while (state.sent < total) {
      state.sent += piece.length
      if (!socket.write(piece)) {
        socket.once('drain', more)
        return
      }
    }
    socket.end()
  }
  more()
  return state
}

test.each(['server', 'client'] as const)('a %s that reads nothing holds up the other, in bounded memory, and gets all', async (who) => {
  const total = 64 * MIB
  const accepted = Promise.withResolvers<Socket>()
  const backend = await startRawBackend((socket) => {
    socket.once('data', (head: Buffer) => {
      socket.write(switchHead(head.toString('latin1')))
      accepted.resolve(socket)
    })
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { readTimeoutMs: 60_000 } }] })
  const client = await connect(proxy.http)
  client.write(ASK)
  await once(client, 'data')
  const [reader, writer] = who === 'server' ? [await accepted.promise, client] : [client, await accepted.promise]
  reader.pause()
  const poured = pour(writer, total, frame(Buffer.alloc(MIB - 10, 7), { opcode: BINARY }))
  expect(await settled(() => poured.sent)).toBeLessThan(total)
  // One piece is that of the writer here.
  expect(heldBytes()).toBeLessThan(2 * MIB)
  let bytes = 0
  reader.on('data', (part: Buffer) => (bytes += part.length))
  reader.resume()
  await once(reader, 'end')
  expect(bytes).toBe(poured.sent)
})

test('the WebSocket of this runtime, through the proxy', async () => {
  const backend = await startRawBackend(echoFrames)
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = new WebSocket(`ws://127.0.0.1:${proxy.http}/ws`)
  socket.binaryType = 'arraybuffer'
  const received: unknown[] = []
  const sent = ['', 'hello', UTF8, '*'.repeat(65_536), 'x'.repeat(MIB), new Uint8Array(70_000).fill(9)]
  const closed = new Promise<{ code: number; reason: string }>((resolve, reject) => {
    socket.addEventListener('open', () => sent.forEach((message) => socket.send(message)))
    socket.addEventListener('message', ({ data }) => {
      received.push(data instanceof ArrayBuffer ? new Uint8Array(data) : data)
      if (received.length === sent.length) socket.close(4001, 'enough')
    })
    socket.addEventListener('error', () => reject(new Error('The connection failed')))
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
  })
  expect(await closed).toEqual({ code: 4001, reason: 'enough' })
  expect(received).toEqual(sent)
})
