import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { askAuthServer, type AuthQuestion, type AuthReply } from './auth-server.ts'

const questionOf = (port: number, given: Partial<AuthQuestion> = {}): AuthQuestion => ({
  url: new URL(`http://127.0.0.1:${port}/verify?x=1`), method: 'GET', headers: {}, timeoutMs: 5000, ...given,
})
const ask = (question: AuthQuestion) => new Promise<AuthReply>((resolve) => void askAuthServer(question, resolve))

/** Resolves when the other side has let go of the connection. */
const letGo = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.once('end', resolve)
    socket.once('close', () => resolve())
    socket.resume()
  })

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

test('asks with a method, a path and headers, and without a body', async () => {
  const server = await startEcho()
  for (const method of ['GET', 'HEAD', 'POST']) {
    expect(await ask(questionOf(server.port, { method, headers: { 'x-list': ['1', '2'], cookie: ['a=1'] } }))).toMatchObject({ kind: 'answered', status: 200 })
    const { url, headers, body, ...seen } = server.seen.at(-1)!
    expect({ url, body, method: seen.method }).toEqual({ url: '/verify?x=1', body: '', method })
    expect(headers).toMatchObject({ 'x-list': ['1', '2'], cookie: ['a=1'], host: [`127.0.0.1:${server.port}`] })
    expect(headers).not.toHaveProperty('transfer-encoding')
    expect(headers['content-length'] ?? ['0']).toEqual(['0'])
  }
})

test('one connection serves questions one after the other', async () => {
  const server = await startEcho({ handler: (_, res) => void res.end() })
  const question = questionOf(server.port)
  for (let turn = 0; turn < 3; turn++) {
    await ask(question)
    // The connection is free when the whole answer was read, which is a little later than its head.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(server.connections()).toBe(1)
})

test('a kept connection that its server closed is no answer: a new one is tried', async () => {
  const server = await startRawBackend((socket, index) => {
    let requests = 0
    socket.on('data', () => (index === 0 && ++requests > 1 ? socket.resetAndDestroy() : socket.write(OK)))
  })
  const question = questionOf(server.port)
  expect(await ask(question)).toMatchObject({ status: 200 })
  await new Promise((resolve) => setImmediate(resolve))
  expect(await ask(question)).toMatchObject({ status: 200 })
  expect(server.connections()).toBe(2)
})

describe('no usable answer', () => {
  type Server = (socket: Socket) => void
  test.each<[string, Server, RegExp]>([
    ['closes at once', (socket) => socket.end(), /ECONNRESET|hang up/],
    ['resets', (socket) => socket.resetAndDestroy(), /ECONNRESET/],
    ['closes in the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-'), /HPE|ECONNRESET|hang up/],
    ['speaks something else', (socket) => socket.end('SSH-2.0-x\r\n'), /HPE/],
    ['sends two lengths', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n'), /HPE/],
    ['sends a head without an end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}`), /HPE/],
    ['switches protocols', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'), /101/],
  ])('%s', async (_, act, reason) => {
    const server = await startRawBackend((socket) => void socket.once('data', () => act(socket)))
    expect(await ask(questionOf(server.port))).toEqual({ kind: 'failed', reason: expect.stringMatching(reason) })
  })

  test('nobody listens', async () => {
    expect(await ask(questionOf(await deadPort()))).toEqual({ kind: 'failed', reason: 'ECONNREFUSED' })
  })

  test('none in time, and the connection is let go', async () => {
    const closed: Promise<void>[] = []
    const server = await startRawBackend((socket) => void closed.push(letGo(socket)))
    expect(await ask(questionOf(server.port, { timeoutMs: 20 }))).toEqual({ kind: 'failed', reason: 'none within 20 ms' })
    await closed[0]
  })

  test('a header that cannot be written is no exception', async () => {
    expect(await ask(questionOf(1, { headers: { 'x-bad': ['a\r\nb'] } }))).toMatchObject({ kind: 'failed' })
  })
})

test('an answer counts when its head has come; a body without an end costs the connection', async () => {
  const closed: Promise<void>[] = []
  const server = await startRawBackend((socket) => {
    closed.push(letGo(socket))
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384, 'x')));
    }
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n')
      socket.on('drain', more)
      more()
    })
  })
  expect(await ask(questionOf(server.port))).toMatchObject({ status: 200 })
  await closed[0]
})

test('a body that never ends does not hold its connection longer than the question may take', async () => {
  const closed: Promise<void>[] = []
  const server = await startRawBackend((socket) => {
    closed.push(letGo(socket))
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'))
  })
  expect(await ask(questionOf(server.port, { timeoutMs: 100 }))).toMatchObject({ status: 200 })
  await closed[0]
})

test('who cancels hears nothing, and the connection is let go', async () => {
  const arrived: PromiseWithResolvers<Socket> = Promise.withResolvers()
  const server = await startRawBackend((socket) => void socket.once('data', () => arrived.resolve(socket)))
  const heard: AuthReply[] = []
  const cancel = askAuthServer(questionOf(server.port), (reply) => heard.push(reply))
  const socket = await arrived.promise
  const closed = letGo(socket)
  cancel()
  await closed
  expect(heard).toEqual([])
})
