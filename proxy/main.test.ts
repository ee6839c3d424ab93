import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { secretBox, secretKeysOf } from '#lib/secret.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import { lastGood } from './last-good.ts'
import { collect, connect, received, send, sendToEcho } from './testing/client.ts'
import { deadPort, listenOnAnyPort, startEcho, startHeld, startRawBackend } from './testing/echo.ts'
import { makeSnapshot, type TestSnapshot } from './testing/snapshot.ts'

type Ports = { http: number; https: number; status: number }

/** The real process, on a data folder of its own that holds the snapshot. */
async function startProcess(snapshot: TestSnapshot, env: Record<string, string> = {}): Promise<{ child: ChildProcess; output: string[]; dataDir: string }> {
  const dataDir = env.SLUICE_DATA_DIR ?? mkdtempSync(path.join(tmpdir(), 'sluice-proxy-'))
  const encoded = encodeSnapshot(makeSnapshot(snapshot))
  const box = secretBox(secretKeysOf({ dataDir, secretKeys: undefined }))
  lastGood(dataDir, box, () => {}).save({ revisions: { default: 7 }, digest: digestOf(encoded), snapshot: encoded })
  const child = fork(path.join(import.meta.dirname, 'main.ts'), [], {
    execPath: path.resolve('node_modules/.bin/node'),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      NODE_ENV: 'production', PATH: process.env.PATH, SLUICE_DATA_DIR: dataDir, SLUICE_HOST: '127.0.0.1', SLUICE_CONTROLLER_PORT: String(await deadPort()),
      SLUICE_HTTP_PORT: '0', SLUICE_HTTPS_PORT: '0', SLUICE_STATUS_PORT: '0', ...env,
    },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  const output: string[] = []
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  return { child, output, dataDir }
}

async function startReady(snapshot: TestSnapshot, env: Record<string, string> = {}): Promise<{ child: ChildProcess; output: string[]; dataDir: string; ports: Ports }> {
  const started = await startProcess(snapshot, env)
  const [message] = (await once(started.child, 'message')) as [{ type: string; ports: Ports }]
  expect(message.type).toBe('ready')
  return { ...started, ports: message.ports }
}

test('starts from the last good snapshot, tells its parent, and logs one JSON object a line', async () => {
  const echo = await startEcho()
  const { ports, output } = await startReady({ routes: [{ targets: [{ port: echo.port }] }] })
  await sendToEcho(ports.http)
  expect(JSON.parse((await send(ports.status, { path: '/status' })).body)).toMatchObject({ state: 'serving', revisions: { default: 7 }, ready: true, ports })
  const lines = output.join('').trim().split('\n').map((line) => JSON.parse(line) as { msg: string; ports?: Ports })
  expect(lines.find((line) => line.msg === 'listening')?.ports).toEqual(ports)
})

test('SIGTERM: the request in flight finishes, new ones are refused, exit code 0', async () => {
  const slow = await startHeld()
  const { child, ports } = await startReady({ routes: [{ targets: [{ port: slow.port }] }] })
  const idle = await connect(ports.http)
  const idleEnds = collect(idle)
  const inFlight = send(ports.http)
  await slow.arrived
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await idleEnds
  await expect(send(ports.http)).rejects.toThrow(/ECONNREFUSED/)
  slow.answer('done')
  expect(await inFlight).toMatchObject({ status: 200, body: 'done', headers: { connection: 'close' } })
  expect(await exit).toEqual([0, null])
})

test('a tunnel does not end with SIGTERM at once', async () => {
  const backend = await startRawBackend((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      socket.on('data', (chunk: Buffer) => socket.write(chunk))
      socket.on('end', () => socket.end())
    })
  })
  const { child, ports } = await startReady({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(ports.http)
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await received(socket, '\r\n\r\n')
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await expect.poll(async () => (await send(ports.status, { path: '/readyz' })).status).toBe(503)
  socket.write('still here')
  await received(socket, 'still here')
  socket.end()
  socket.destroy()
  expect(await exit).toEqual([0, null])
})

test('ends when its parent is gone', async () => {
  const { child } = await startReady({})
  const exit = once(child, 'exit')
  child.disconnect()
  expect(await exit).toEqual([0, null])
})

test.each(['SLUICE_HTTP_PORT', 'SLUICE_HTTPS_PORT', 'SLUICE_STATUS_PORT'])('a busy %s: a message that names it, exit code 1', async (variable) => {
  const port = await listenOnAnyPort(net.createServer())
  const { child, output } = await startProcess({}, { [variable]: String(port) })
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(output.join('')).toBe(`sluice proxy: ${variable} ${port}: the port is in use by another process\n`)
})

test('a second one on the same data folder: a message that names it and the first one, exit code 1', async () => {
  const first = await startReady({})
  const { child, output } = await startProcess({}, { SLUICE_DATA_DIR: first.dataDir })
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(output.join('')).toBe(
    `sluice proxy: SLUICE_DATA_DIR ${first.dataDir} is in use by another proxy, process ${first.child.pid}. Stop it, or choose another folder.\n`,
  )
})

test('one that was killed leaves nothing in the way of the next one, on its ports', async () => {
  const echo = await startEcho()
  const snapshot = { routes: [{ targets: [{ port: echo.port }] }] }
  const { child, ports, dataDir } = await startReady(snapshot, { SLUICE_WORKERS: '2' })
  await sendToEcho(ports.http)
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  const env = { SLUICE_DATA_DIR: dataDir, SLUICE_WORKERS: '2', SLUICE_HTTP_PORT: String(ports.http), SLUICE_HTTPS_PORT: String(ports.https), SLUICE_STATUS_PORT: String(ports.status) }
  const next = await startReady(snapshot, env)
  expect(next.ports).toEqual(ports)
  await sendToEcho(ports.http)
})

test('a wrong variable: a message that names it, exit code 1', async () => {
  const { child, output } = await startProcess({}, { SLUICE_HTTP_PORT: 'eighty' })
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(output.join('')).toMatch(/^sluice proxy: SLUICE_HTTP_PORT must be a port from 0 to 65535/)
})
