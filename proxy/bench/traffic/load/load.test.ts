import { createServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listenOnAnyPort } from '#proxy/testing/echo.ts'
import { runChild } from '../../run-child.ts'
import { createClient, parseHead } from './client.ts'
import { connectTo, requestFor } from './connect.ts'
import { holdConnections } from './hold.ts'
import { ownGenerator, pacedLoad } from './own.ts'
import type { SlowAnswer, SlowTask } from './slow-child.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const PLAN = { path: '/1k', connections: 4, tls: false, close: false } as const

/** A server that answers each chunk that it reads, since clients here send one request at a time. */
function startServer(answer: (socket: Socket, count: number) => void): Promise<number> & { server: Server } {
  let count = 0
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => answer(socket, ++count))
  })
  return Object.assign(listenOnAnyPort(server), { server })
}

test.each([
  ['HTTP/1.1 200 OK\r\ncontent-length: 12', { status: 200, length: 12 }],
  ['HTTP/1.1 502 Bad Gateway\r\nServer: x\r\nContent-Length:0', { status: 502, length: 0 }],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked', undefined],
  ['garbage', undefined],
])('of %j is understood what is needed', (head, facts) => {
  expect(parseHead(head)).toEqual(facts)
})

/** What a client made of answers in these pieces. */
async function clientOn(...pieces: string[]): Promise<string> {
  const port = await startServer((socket) => {
    socket.setNoDelay(true)
    pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), 5 * index))
  })
  return new Promise((resolve) => {
    const client = createClient(connectTo(port, false), requestFor('/1k'), {
      onAnswer: (status, bytes) => resolve(`${status} ${bytes}`),
      onLost: resolve,
    })
    onTestFinished(() => client.end())
    client.ask()
  })
}

test('a client puts together what comes in pieces', async () => {
  expect(await clientOn('HTTP/1.1 200 OK\r\nContent-', 'Length: 2\r\n\r\no', 'k')).toBe(`200 ${ANSWER.length}`)
})

test('a client takes no more than was declared', async () => {
  expect(await clientOn(`${ANSWER}!`)).toBe('more than the declared length')
})

test('closed loop: as many requests as answers, none lost', async () => {
  let served = 0
  const port = await startServer((socket, count) => {
    served = count
    socket.write(ANSWER)
  })
  const seen = await ownGenerator(PLAN, port, 0.5)
  expect(seen.errors).toBe(0)
  expect(seen.requests).toBeGreaterThan(100)
  expect(served - seen.requests).toBeLessThanOrEqual(PLAN.connections)
  expect(seen.bytes).toBe(seen.requests * ANSWER.length)
})

test('what came of an answer that is not complete counts as read', async () => {
  const port = await startServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf'))
  expect(await ownGenerator({ ...PLAN, connections: 1 }, port, 0.3)).toMatchObject({ requests: 0, bytes: 45, errors: 0 })
})

test('refusals and closed connections are errors, and the load goes on', async () => {
  const port = await startServer((socket, count) => {
    if (count === 5) socket.destroy()
    else socket.write(count === 10 ? ANSWER.replace('200', '503') : ANSWER)
  })
  const seen = await ownGenerator(PLAN, port, 0.5)
  expect(seen.errors).toBe(2)
  expect(seen.requests).toBeGreaterThan(100)
})

test('a constant rate is kept, and a pause is seen as long as it was', async () => {
  const port = await startServer((socket, count) => {
    if (count === 100) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150)
    socket.write(ANSWER)
  })
  const seen = await pacedLoad(PLAN, port, 1, 500)
  expect(seen.requests).toBeGreaterThan(300)
  expect(seen.requests).toBeLessThanOrEqual(Math.ceil(500 * seen.seconds))
  expect(seen.worstMs).toBeGreaterThan(140)
})

test('connections are held after one answer each, and let go', async () => {
  const open = new Set<Socket>()
  const starting = startServer((socket) => socket.write(ANSWER))
  starting.server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  const held = await holdConnections({ port: await starting, tls: false, count: 50 })
  expect(held).toMatchObject({ open: 50, errors: 0 })
  expect(open.size).toBe(50)
  await held.release()
  await expect.poll(() => open.size).toBe(0)
})

test('slow readers are told apart from one that is fast', async () => {
  const body = Buffer.alloc(2 ** 20)
  const port = await startServer((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 40}\r\n\r\n`)
    const more = () => {
      while (socket.write(body));
    }
    socket.on('drain', more)
    more()
  })
  const task: SlowTask = { port, readers: 3, seconds: 1 }
  const seen = await runChild<SlowTask, SlowAnswer>(new URL('slow-child.ts', import.meta.url), task)
  expect(seen.lost).toBe(0)
  expect(seen.leastBytes).toBeGreaterThan(2 ** 18)
  expect(seen.meanBytes).toBeLessThan(1.4 * 2 ** 20)
  expect(seen.fastBytes).toBeGreaterThan(2 * seen.meanBytes)
})
