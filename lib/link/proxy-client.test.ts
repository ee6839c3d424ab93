import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connectProxyLink, type ProxyLinkOptions, type Publication } from './proxy-client.ts'
import type { ControllerMessage, ProxyReport } from './protocol.ts'

const TOKEN = 'the link token of tests'

/** A controller that the test plays: each opened stream and each report is handed to it. */
async function startController() {
  const streams: { url: URL; res: ServerResponse; send(message: ControllerMessage): void }[] = []
  const reports: ProxyReport[] = []
  const server = http.createServer((req: IncomingMessage, res: ServerResponse) => {
    if (req.headers.authorization !== `Bearer ${TOKEN}`) return void res.writeHead(401).end()
    const url = new URL(req.url!, 'http://controller')
    if (url.pathname === '/link/stream') {
      res.writeHead(200).flushHeaders()
      streams.push({ url, res, send: (message) => void res.write(`${JSON.stringify(message)}\n`) })
      return
    }
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      reports.push(JSON.parse(body) as ProxyReport)
      res.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, streams, reports, server }
}

function startLink(controllerUrl: () => string, given: Partial<ProxyLinkOptions> = {}) {
  const state = { digest: '', version: 0, publications: [] as Publication[], states: [] as string[] }
  const link = connectProxyLink({
    id: 'p1', controllerUrl, token: TOKEN,
    heldDigest: () => state.digest,
    onPublication: async (publication) => {
      state.publications.push(publication)
      state.digest = publication.digest
    },
    report: () => ({ id: 'p1', startedAt: '2026-01-01T00:00:00Z', state: 'serving', digest: state.digest, revisions: {}, attempted: {}, ports: { http: 1, https: 2, status: 3 }, counters: [] }),
    countersVersion: () => state.version,
    onState: ({ reason }) => state.states.push(reason),
    times: { minBackOff: 5, maxBackOff: 20, tick: 10, quietReport: 60_000 },
    ...given,
  })
  onTestFinished(() => link.close())
  return { link, state }
}

const publication = (digest: string, snapshot?: string): ControllerMessage => ({ type: 'publication', revisions: { default: 1 }, digest, ...(snapshot !== undefined && { snapshot }) })

test('a publication is handed over and reported at once', async () => {
  const controller = await startController()
  const { state } = startLink(() => controller.url)
  await expect.poll(() => controller.streams.length).toBe(1)
  expect(Object.fromEntries(controller.streams[0]!.url.searchParams)).toEqual({ proxy: 'p1', digest: '', deltas: '1' })
  controller.streams[0]!.send(publication('d1', 'a snapshot'))
  await expect.poll(() => controller.reports.some((report) => report.digest === 'd1')).toBe(true)
  expect(state.publications).toEqual([publication('d1', 'a snapshot')])
})

test('messages are taken one after the other, however they are cut', async () => {
  const controller = await startController()
  const { state } = startLink(() => controller.url)
  await expect.poll(() => controller.streams.length).toBe(1)
  const bytes = Buffer.from([publication('d1', 'ß'.repeat(100_000)), { type: 'ping' }, publication('d2')].map((message) => `${JSON.stringify(message)}\n`).join(''))
  for (let at = 0; at < bytes.length; at += 30_001) controller.streams[0]!.res.write(bytes.subarray(at, at + 30_001))
  await expect.poll(() => state.publications.map(({ digest }) => digest)).toEqual(['d1', 'd2'])
})

test('a lost stream is opened again, with the digest held, also at another address', async () => {
  const [first, second] = [await startController(), await startController()]
  let { url } = first
  startLink(() => url)
  await expect.poll(() => first.streams.length).toBe(1)
  first.streams[0]!.send(publication('d1', 'a snapshot'))
  await expect.poll(() => first.reports.at(-1)?.digest).toBe('d1')
  url = second.url
  first.streams[0]!.res.destroy()
  await expect.poll(() => second.streams[0]?.url.searchParams.get('digest')).toBe('d1')
})

test('a stream that is silent for too long counts as lost', async () => {
  const controller = await startController()
  startLink(() => controller.url, { times: { silence: 50, minBackOff: 5, maxBackOff: 5, tick: 60_000 } })
  await expect.poll(() => controller.streams.length).toBeGreaterThan(1)
})

test('a message that is none, or one that is of no use, opens the stream anew', async () => {
  const controller = await startController()
  startLink(() => controller.url, { onPublication: () => Promise.reject(new Error('damaged')) })
  await expect.poll(() => controller.streams.length).toBe(1)
  controller.streams[0]!.res.write('{"type":"odd"}\n{"type":"publication"}\n')
  await expect.poll(() => controller.streams.length).toBe(2)
  controller.streams[1]!.send(publication('d1', 'x'))
  await expect.poll(() => controller.streams.length).toBe(3)
  expect(controller.reports.length).toBeGreaterThan(0)
})

test('a wrong token is named as the reason', async () => {
  const controller = await startController()
  const { link, state } = startLink(() => controller.url, { token: 'another token' })
  await expect.poll(() => state.states).toContain('the controller does not accept SLUICE_LINK_TOKEN')
  expect(link.isConnected()).toBe(false)
})

test('plain HTTP to another machine is refused before a token is sent', async () => {
  const { state } = startLink(() => 'http://controller.example:8200')
  await expect.poll(() => state.states[0]).toMatch(/SLUICE_CONTROLLER_URL must be https/)
})

test('a report follows when counters move, and not when they do not', async () => {
  const controller = await startController()
  const { state } = startLink(() => controller.url)
  await expect.poll(() => controller.reports.length).toBe(1)
  state.version++
  await expect.poll(() => controller.reports.length).toBe(2)
  controller.streams[0]!.send({ type: 'ping' })
  const { length } = controller.reports
  for (let i = 0; i < 1000; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(controller.reports).toHaveLength(length)
})

test('a report that is asked for is made after the one under way', async () => {
  const controller = await startController()
  const { link, state } = startLink(() => controller.url, { times: { tick: 60_000 } })
  await expect.poll(() => controller.reports.splice(0).length).toBe(1)
  const first = link.report()
  state.digest = 'later'
  await Promise.all([first, link.report(), link.report()])
  expect(controller.reports.map(({ digest }) => digest)).toEqual(['', 'later'])
})
