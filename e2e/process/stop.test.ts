import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { ANY_PORTS, becomeAdmin, readRun, ROOT, type Run, serveShop } from '../product.ts'
import { send } from '../send.ts'

const ended: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end()
})

/** `npm start` in a process group of its own, as a terminal makes it. */
async function startByNpm(): Promise<{ npm: ChildProcess; run: Run; dataDir: string; exit: Promise<number | null>; output: () => string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sluice-stop-'))
  ended.push(() => rm(dataDir, { recursive: true, force: true }))
  const env = { ...process.env, ...ANY_PORTS, SLUICE_DATA_DIR: dataDir, SLUICE_HOST: '127.0.0.1' }
  const npm = spawn('npm', ['start'], { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  ended.push(() => npm.exitCode === null && npm.signalCode === null && process.kill(-npm.pid!, 'SIGKILL'))
  let text = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const exit = new Promise<number | null>((resolve) => npm.once('exit', resolve))
  const run = await vi.waitFor(() => readRun(dataDir), { timeout: 150_000, interval: 50 })
  return { npm, run, dataDir, exit, output: () => text }
}

/** A backend that answers when the test says so. */
async function startSlowBackend() {
  const arrived = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const server = http.createServer(async (_request, response) => {
    response.writeHead(200).write('first half, ')
    arrived.resolve()
    await release.promise
    response.end('second half')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ended.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, arrived: arrived.promise, release: release.resolve }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const isDraining = async ({ addresses }: Run) => (await fetch(`${addresses.status}/readyz`)).status === 503

test.each([
  ['SIGTERM to npm itself', (npm: ChildProcess) => npm.kill('SIGTERM')],
  ['Ctrl-C, which reaches the whole process group', (npm: ChildProcess) => process.kill(-npm.pid!, 'SIGINT')],
])(
  '%s ends all three processes, with requests in flight finished',
  async (_, stop) => {
    const backend = await startSlowBackend()
    const { npm, run, dataDir, exit, output } = await startByNpm()
    await serveShop(await becomeAdmin(run), backend.port)
    const inFlight = send(run.addresses.http, { host: 'shop.test' })
    await backend.arrived

    stop(npm)
    await vi.waitFor(async () => expect(await isDraining(run)).toBe(true), { timeout: 5000 })
    backend.release()

    expect(await inFlight).toMatchObject({ status: 200, body: 'first half, second half' })
    expect(await exit, output()).toBe(0)
    expect(Object.values(run.processes).filter(isRunning)).toEqual([])
    expect(readdirSync(dataDir).filter((name) => ['run.json', 'lock'].includes(name))).toEqual([])
  },
  180_000,
)

test('a second Ctrl-C does not wait for requests in flight', async () => {
  const backend = await startSlowBackend()
  const { npm, run, exit, dataDir, output } = await startByNpm()
  await serveShop(await becomeAdmin(run), backend.port)
  const inFlight = send(run.addresses.http, { host: 'shop.test' }).catch(() => 'cut')
  await backend.arrived

  process.kill(-npm.pid!, 'SIGINT')
  const again = setInterval(() => isRunning(npm.pid!) && process.kill(-npm.pid!, 'SIGINT'), 600)
  ended.push(() => clearInterval(again))

  expect(await exit, output()).not.toBe(0)
  expect(await inFlight).toBe('cut')
  await vi.waitFor(() => expect(Object.values(run.processes).filter(isRunning)).toEqual([]))
  expect(existsSync(path.join(dataDir, 'lock'))).toBe(false)
}, 180_000)
