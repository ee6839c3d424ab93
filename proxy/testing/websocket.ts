import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

/** RFC 6455 §5.2, with all that may be wrong with a frame. `reserved`: RSV1 to RSV3 as bits 4, 2, 1. */
export type FrameOptions = { opcode?: number; isFinal?: boolean; reserved?: number; mask?: Buffer | null }

export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** A frame as it is sent; of a client's, the payload is masked. */
export function frame(payload: Buffer | string, { opcode = TEXT, isFinal = true, reserved = 0, mask = null }: FrameOptions = {}): Buffer {
  const bytes = Buffer.from(payload)
  const masked = mask === null ? 0 : 0x80
  const head = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 65_536 ? 4 : 10)
  head[0] = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  head[1] = masked | (bytes.length < 126 ? bytes.length : bytes.length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(bytes.length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(bytes.length), 2)
  return Buffer.concat(mask === null ? [head, bytes] : [head, mask, applyMask(bytes, mask)])
}

const applyMask = (bytes: Buffer, mask: Buffer): Buffer => Buffer.from(bytes.map((byte, at) => byte ^ mask[at & 3]!))

/** A close frame's payload (RFC 6455 §5.5.1). */
export function closePayload(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
  payload.writeUInt16BE(code)
  payload.write(reason, 2)
  return payload
}

const acceptOf = (key: string): string => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** The head that grants an upgrade, for the request's head. */
export function switchHead(request: string): string {
  const key = /\r\nSec-WebSocket-Key: (.*)\r\n/i.exec(request)?.[1] ?? ''
  return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`
}

type Parsed = { opcode: number; isFinal: boolean; payload: Buffer; size: number }

function parse(bytes: Buffer): Parsed | null {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return null
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  const isMasked = (bytes[1]! & 0x80) !== 0
  const size = start + (isMasked ? 4 : 0) + length
  if (bytes.length < size) return null
  const payload = bytes.subarray(size - length, size)
  const plain = isMasked ? applyMask(payload, bytes.subarray(start, start + 4)) : payload
  return { opcode: bytes[0]! & 0x0f, isFinal: bytes[0]! >= 0x80, payload: plain, size }
}

/** Sends back every message, answers pings, and closes as it is closed. */
export function echoFrames(socket: Socket): void {
  let unread = Buffer.alloc(0)
  let isOpen = false
  socket.on('data', (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes])
    if (!isOpen) {
      const end = unread.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.write(switchHead(unread.toString('latin1', 0, end + 4)))
      unread = unread.subarray(end + 4)
      isOpen = true
    }
    for (let found = parse(unread); found; found = parse(unread)) {
      const { opcode, isFinal, payload, size } = found
      unread = unread.subarray(size)
      if (opcode === PING) socket.write(frame(payload, { opcode: PONG }))
      else if (opcode !== PONG) socket.write(frame(payload, { opcode, isFinal }))
      if (opcode === CLOSE) socket.end()
    }
  })
}
