import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { readTask } from '../../run-child.ts'
import { createClient } from './client.ts'
import { connectTo, requestFor } from './connect.ts'

export type SlowTask = { port: number; readers: number; seconds: number }
/** What the slow ones and the fast one got; how many of the slow ones lost their connection. */
export type SlowAnswer = { leastBytes: number; meanBytes: number; fastBytes: number; lost: number }

const REQUEST = requestFor('/100m')
const TICK_MS = 50
/** Which makes 1.25 MiB a second. */
const BYTES_PER_TICK = 65_536

type Reader = { socket: Socket; bytes: number; isLost: boolean }

function openReader(port: number): Reader {
  const reader: Reader = { socket: connectTo(port, false), bytes: 0, isLost: false }
  reader.socket.on('error', () => (reader.isLost = true))
  reader.socket.on('end', () => (reader.isLost = true))
  // Without anyone who listens for data, no more is read ahead than the stream's own buffer holds.
  reader.socket.pause()
  reader.socket.write(REQUEST)
  return reader
}

function take(reader: Reader): void {
  const { socket } = reader
  socket.read(0)
  const chunk = socket.read(Math.min(BYTES_PER_TICK, socket.readableLength)) as Buffer | null
  reader.bytes += chunk?.length ?? 0
}

/** Asks for whole bodies, one after the other; what it got so far stands in the socket. */
function readFast(port: number): { socket: Socket; failed: Promise<never> } {
  const socket = connectTo(port, false)
  const failed = new Promise<never>((_, reject) => {
    const client = createClient(socket, REQUEST, {
      onAnswer: (status) => (status === 200 ? client.ask() : reject(new Error(`The fast reader got status ${status}`))),
      onLost: (reason) => reject(new Error(`The fast reader: ${reason}`)),
    })
    client.ask()
  })
  return { socket, failed }
}

async function readAll({ port, readers, seconds }: SlowTask): Promise<SlowAnswer> {
  const slow = Array.from({ length: readers }, () => openReader(port))
  setInterval(() => slow.forEach(take), TICK_MS)
  const fast = readFast(port)
  await Promise.race([sleep(seconds * 1000), fast.failed])
  const bytes = slow.map((reader) => reader.bytes)
  return {
    leastBytes: Math.min(...bytes),
    meanBytes: bytes.reduce((total, one) => total + one, 0) / Math.max(1, bytes.length),
    fastBytes: fast.socket.bytesRead,
    lost: slow.filter(({ isLost }) => isLost).length,
  }
}

if (process.send) process.send(await readAll(readTask<SlowTask>()), () => process.exit(0))
