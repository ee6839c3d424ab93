import { once } from 'node:events'
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { collect, connect } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { MANNERS, readLeniently } from '../testing/lenient-reading.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { ANSWERS } from './answers.ts'
import { readRequestHead } from './codec/request-head.ts'
import { REQUESTS } from './codec/testing/malformed-requests.ts'
import { makeRandom } from './codec/testing/random.ts'
import { readMessages } from './codec/testing/read-messages.ts'

const HOST = 'Host: shop.test\r\n'
const SECOND = `GET /second HTTP/1.1\r\n${HOST}\r\n`
const SMUGGLED = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`

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

/** What a client gets to see if each message is read in the one strict way. */
function expectedStatuses(bytes: Buffer): number[] {
  const { messages, end } = readMessages(readRequestHead, [bytes])
  const upgrade = messages.findIndex(({ head }) => head.upgrade !== '')
  const served = (upgrade === -1 ? messages : messages.slice(0, upgrade + 1)).filter(({ isComplete }) => isComplete)
  const refused = typeof end === 'object' && upgrade === -1 ? [ANSWERS[end.code][0]] : []
  return [...served.map(() => 200), ...refused]
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

async function sendPieces(port: number, pieces: readonly Buffer[]): Promise<string> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
  const answer = collect(socket)
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await turn()
  }
  socket.end()
  const text = await answer
  socket.destroy()
  return text
}

/** As many pieces as there are positions and one; the empty ones are left out. */
function split(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const sorted = [0, ...positions.toSorted((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((to, index) => bytes.subarray(sorted[index]!, to)).filter(({ length }) => length > 0)
}

async function start() {
  const backend = await startLenient()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { retries: 0 } }] })
  const bystander = strictClient(await connect(proxy.http))
  let probes = 0

  /** One client; then another, over the same connections to the target, who must see nothing of the first. */
  const attack = async (name: string, bytes: Buffer, pieces: readonly Buffer[]) => {
    const before = backend.seen.length
    const text = await sendPieces(proxy.http, pieces)
    const reached = backend.seen.slice(before)
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1])).filter((status) => status !== 100)
    const answered = [...text.matchAll(/\r\nX-Seen: (.*)\r\n/g)].map((found) => found[1])
    const label = `${name}, in ${pieces.length} pieces, the first of ${pieces[0]?.length}`
    expect([label, statuses]).toEqual([label, expectedStatuses(bytes)])
    expect([label, reached]).toEqual([label, answered])
    const probe = `GET /probe/${probes++}`
    const { head } = await bystander.ask(`${probe} HTTP/1.1\r\n${HOST}\r\n`)
    expect([label, /X-Seen: (.*)\r\n/.exec(head)?.[1]]).toEqual([label, probe])
  }

  /** Whoever reads the bytes that came to the target finds the same requests in them. */
  const finish = () => {
    expect(bystander.rest()).toBe('')
    let requests = 0
    for (const { text } of backend.connections) {
      const { messages, end } = readMessages(readRequestHead, [Buffer.from(text, 'latin1')])
      const complete = messages.filter(({ isComplete }) => isComplete).map(({ head }) => `${head.method} ${head.target}`)
      expect(end === 'open' || end === 'incomplete' ? '' : JSON.stringify([end, text])).toBe('')
      // A request that is cut off is the last one on its connection.
      expect(messages.length - complete.length).toBe(end === 'incomplete' ? 1 : 0)
      for (const manner of MANNERS) expect([manner, readLeniently(text, manner).requests]).toEqual([manner, complete])
      requests += complete.length
    }
    expect(backend.seen).toHaveLength(requests)
    return requests
  }
  return { attack, finish }
}

/** All at once, cut at each of some positions, and byte by byte where that is quick. */
function splits(bytes: Buffer, random: () => number): Buffer[][] {
  const at = () => 1 + Math.floor(random() * (bytes.length - 1))
  const ways = [[bytes], split(bytes, [at()]), split(bytes, [at(), at(), at()])]
  return bytes.length > 130 ? ways : [...ways, Array.from(bytes, (byte) => Buffer.of(byte))]
}

test('malformed and ambiguous requests, with a second one behind', async () => {
  const { attack, finish } = await start()
  const random = makeRandom(1)
  for (const [name, text] of REQUESTS) {
    const bytes = Buffer.from(text + SECOND, 'latin1')
    for (const pieces of splits(bytes, random)) await attack(name, bytes, pieces)
  }
  expect(finish()).toBeGreaterThan(REQUESTS.length)
})
