import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { collect, connect } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { MANNERS, readLeniently } from '../testing/lenient-reading.ts'
import { strictClient } from '../testing/responses.ts'
import { expectedStatuses, framings, malformed, pipelines, type Attempt } from '../testing/smuggling-attempts.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { readRequestHead } from './codec/request-head.ts'
import { LIMITS, readMessages } from './codec/testing/read-messages.ts'

/** Heads grow on their way. */
const GROWN = { ...LIMITS, headBytes: 20_000, fields: 300 }

/** Takes whatever looks like a request, answers it, and keeps every byte. */
async function startLenient() {
  const connections: { text: string }[] = []
  const seen: string[] = []
  const backend = await startRawBackend((socket) => {
    const connection = { text: '' }
    connections.push(connection)
    let unread = ''
    socket.on('end', () => socket.end())
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1')
      connection.text += text
      const { requests, end } = readLeniently((unread += text), { lineEnd: 'CR', believes: 'coding', takes: 'last' })
      unread = unread.slice(end)
      seen.push(...requests)
      for (const request of requests) {
        const body = request.startsWith('HEAD ') ? '' : 'ok'
        socket.write(`HTTP/1.1 200 OK\r\nX-Seen: ${request}\r\nContent-Length: 2\r\n\r\n${body}`, 'latin1')
      }
    })
  })
  return { ...backend, connections, seen }
}

async function sendPieces(port: number, pieces: readonly Buffer[]): Promise<string> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
  const answer = collect(socket)
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
  const text = await answer
  socket.destroy()
  return text
}

async function startBefore() {
  const backend = await startLenient()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { retries: 0 } }] })
  const bystander = strictClient(await connect(proxy.http))
  let probes = 0

  /** One client; then another, over the same connection to the target, who must see nothing of the first. */
  const attack = async ({ name, bytes, pieces }: Attempt) => {
    const before = backend.seen.length
    const text = await sendPieces(proxy.http, pieces)
    const reached = backend.seen.slice(before)
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1])).filter((status) => status !== 100)
    const answered = [...text.matchAll(/\r\nX-Seen: (.*)\r\n/g)].map((found) => found[1])
    const label = `${name}, in ${pieces.length} pieces, the first of ${pieces[0]!.length}`
    expect([label, statuses]).toEqual([label, expectedStatuses(bytes)])
    expect([label, reached]).toEqual([label, answered])
    const probe = `GET /probe/${probes++}`
    const { head } = await bystander.ask(`${probe} HTTP/1.1\r\nHost: shop.test\r\n\r\n`)
    expect([label, /X-Seen: (.*)\r\n/.exec(head)?.[1]]).toEqual([label, probe])
  }

  /** Whoever reads the bytes that came to the target finds the same requests in them, and no other. */
  const checkBytes = () => {
    const all: string[] = []
    for (const { text } of backend.connections) {
      const { messages, end } = readMessages(readRequestHead, [Buffer.from(text, 'latin1')], GROWN)
      if (end !== 'open') expect([end, text.slice(-500)]).toEqual(['incomplete', text.slice(-500)])
      const complete = messages.filter(({ isComplete }) => isComplete).map(({ head }) => `${head.method} ${head.target}`)
      // A request that is cut off is the last one on its connection.
      expect(messages.length - complete.length).toBe(end === 'incomplete' ? 1 : 0)
      for (const manner of MANNERS) expect([manner, readLeniently(text, manner).requests]).toEqual([manner, complete])
      all.push(...complete)
    }
    expect(all.toSorted()).toEqual(backend.seen.toSorted())
  }
  return { attack, checkBytes, bystander, backend }
}

// A target that reads as leniently as can be sees the requests that were answered from it, and never one more.
test.each<[string, () => Attempt[]]>([
  ['malformed and ambiguous requests, with a second one behind', malformed],
  ['codings and lengths, each with each', framings],
  ['pipelines, whatever their last message is', () => pipelines(400, 3)],
])('%s', async (_, attempts) => {
  const { attack, checkBytes, bystander, backend } = await startBefore()
  const all = attempts()
  for (const attempt of all) await attack(attempt)
  checkBytes()
  expect(bystander.rest()).toBe('')
  expect(backend.seen.length).toBeGreaterThan(all.length)
})
