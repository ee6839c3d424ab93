import type { TLSSocket } from 'node:tls'
import { readTask } from '../../run-child.ts'
import { percentile } from '../../statistics.ts'
import { parseHead } from './client.ts'
import { connectTo, requestFor } from './connect.ts'
import type { Seen } from './plan.ts'

export type HandshakeTask = { port: number; seconds: number; resumed: boolean }

type Visit = { bytes: number; isGood: boolean; isResumed: boolean; session: Buffer | undefined }

const AT_ONCE = 16
/** A server that was asked to close, and does not, is left after this. */
const PATIENCE_MS = 5000
const REQUEST = requestFor('/1k', true)

/** One connection with one request, until the other side closes. */
function visit(port: number, session: Buffer | undefined): Promise<Visit> {
  const socket = connectTo(port, true, session) as TLSSocket
  const seen: Visit = { bytes: 0, isGood: false, isResumed: false, session: undefined }
  let head = ''
  return new Promise((resolve) => {
    socket.once('secureConnect', () => (seen.isResumed = socket.isSessionReused()))
    socket.on('session', (fresh: Buffer) => (seen.session = fresh))
    socket.on('data', (chunk: Buffer) => {
      if (seen.bytes === 0) head = chunk.toString('latin1')
      seen.bytes += chunk.length
    })
    socket.on('error', () => {})
    const leave = setTimeout(() => socket.destroy(), PATIENCE_MS)
    socket.once('close', () => {
      clearTimeout(leave)
      seen.isGood = parseHead(head)?.status === 200 && seen.bytes > 1024
      resolve(seen)
    })
    socket.write(REQUEST)
  })
}

async function shakeHands({ port, seconds, resumed }: HandshakeTask): Promise<Seen> {
  const begin = performance.now()
  const latencies: number[] = []
  let bytes = 0
  let errors = 0
  const visitor = async () => {
    let session = resumed ? (await visit(port, undefined)).session : undefined
    while (performance.now() - begin < seconds * 1000) {
      const at = performance.now()
      const seen = await visit(port, session)
      latencies.push(performance.now() - at)
      bytes += seen.bytes
      if (!seen.isGood || seen.isResumed !== resumed) errors++
      if (resumed) session = seen.session ?? session
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, visitor))
  const figures = { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) }
  return { requests: latencies.length, bytes, seconds: (performance.now() - begin) / 1000, ...figures, errors }
}

if (process.send) process.send(await shakeHands(readTask<HandshakeTask>()), () => process.exit(0))
