import { afterEach, describe, expect, test, vi } from 'vitest'
import { controllerClient } from './controller-client.ts'
import { startLinkServer, type LinkServer } from './controller-server.ts'
import type { Counter, ProxyReport } from './protocol.ts'
import { connectProxyLink, type ProxyLink, type ProxyLinkOptions, type Publication } from './proxy-client.ts'

const TOKEN = 'a-link-token-of-this-test'
const LATENCY = Array.from({ length: 14 }, () => 0)
const counter = (requests: number): Counter => ({
  workspace: 'default',
  route: 'shop',
  side: 'stable',
  service: 'shop',
  target: '127.0.0.1:1',
  requests,
  errors: 0,
  latency: LATENCY,
  bytesIn: 0,
  bytesOut: 0,
})
const publication = (revision: number, digest = `digest-${revision}`): Publication & { snapshot: string } => ({
  type: 'publication',
  revisions: { default: revision },
  digest,
  snapshot: `snapshot ${digest}`,
})

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close()
})

let clock = 0
async function startServer(onChanged: (workspace: string, revision: number) => Promise<void> = async () => {}): Promise<LinkServer> {
  const server = await startLinkServer({ id: 'c1', host: '127.0.0.1', port: 0, token: TOKEN, onChanged, now: () => clock, pingMs: 20 })
  open.push(server)
  return server
}

/** A proxy that holds what it is given, on the real client. */
function startProxy(server: { port: number }, given: { id?: string; startedAt?: string; requests?: number; held?: string } = {}) {
  const taken: Publication[] = []
  let held = given.held ?? ''
  const report = (): ProxyReport => ({
    id: given.id ?? 'p1',
    startedAt: given.startedAt ?? '2026-01-01T00:00:00.000Z',
    state: 'serving',
    digest: held,
    revisions: taken.at(-1)?.revisions ?? {},
    attempted: {},
    ports: { http: 1, https: 2, status: 3 },
    counters: [counter(given.requests ?? 0)],
  })
  const options: ProxyLinkOptions = {
    id: report().id,
    controllerUrl: () => `http://127.0.0.1:${server.port}`,
    token: TOKEN,
    heldDigest: () => held,
    onPublication: async (next) => {
      taken.push(next)
      held = next.digest
    },
    report,
    countersVersion: () => 0,
    times: { minBackOff: 5, maxBackOff: 20, silence: 1000, tick: 20, quietReport: 20 },
  }
  const link: ProxyLink = connectProxyLink(options)
  open.push(link)
  return { taken, link }
}

const client = (server: { port: number }, token = TOKEN) => controllerClient({ controllerUrl: undefined, controllerPort: server.port, linkCa: undefined }, token)

describe('a publication', () => {
  test('reaches a proxy that comes later, and its acknowledgement the dashboard', async () => {
    const server = await startServer()
    server.publish(publication(1))
    const { taken } = startProxy(server)
    await vi.waitFor(() => expect(taken).toMatchObject([{ digest: 'digest-1', snapshot: 'snapshot digest-1' }]))
    await vi.waitFor(async () =>
      expect(await client(server).state()).toMatchObject({
        id: 'c1',
        revisions: { default: 1 },
        proxies: [{ id: 'p1', revisions: { default: 1 }, digest: 'digest-1', state: 'serving' }],
      }),
    )
  })

  test('of an equal digest is sent without its snapshot', async () => {
    const server = await startServer()
    server.publish(publication(1))
    const { taken } = startProxy(server)
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    server.publish(publication(2, 'digest-1'))
    await vi.waitFor(() => expect(taken).toHaveLength(2))
    expect(taken[1]).toEqual({ type: 'publication', revisions: { default: 2 }, digest: 'digest-1' })
  })

  test('is not sent whole to a proxy that holds it from before', async () => {
    const server = await startServer()
    server.publish(publication(1))
    const { taken } = startProxy(server, { held: 'digest-1' })
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    expect(taken[0]).not.toHaveProperty('snapshot')
  })

  test('finds the proxy again after the controller restarted on its port', async () => {
    const first = await startServer()
    const { taken } = startProxy(first)
    await vi.waitFor(async () => expect((await client(first).state()).proxies).toHaveLength(1))
    await open.splice(0, 1)[0]!.close()
    const options = { id: 'c2', host: '127.0.0.1', port: first.port, token: TOKEN, onChanged: async () => {}, pingMs: 20 }
    const second = await startLinkServer(options)
    open.unshift(second)
    second.publish(publication(5))
    await vi.waitFor(() => expect(taken.at(-1)?.revisions).toEqual({ default: 5 }))
  })
})

test('a large snapshot arrives whole', async () => {
  const server = await startServer()
  const large = { ...publication(1), snapshot: '€'.repeat(5_000_000) }
  server.publish(large)
  const { taken } = startProxy(server)
  await vi.waitFor(() => expect(taken).toHaveLength(1), 10_000)
  expect(taken[0]?.snapshot === large.snapshot).toBe(true)
})

describe('counters', () => {
  test('of all proxies are added up', async () => {
    const server = await startServer()
    startProxy(server, { id: 'p1', requests: 3 })
    startProxy(server, { id: 'p2', requests: 4 })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }]))
  })

  test('only grow when a proxy restarts, and when it is forgotten', async () => {
    clock = 0
    const server = await startServer()
    const first = startProxy(server, { requests: 5 })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 5 }]))
    first.link.close()
    const second = startProxy(server, { requests: 2, startedAt: '2026-01-01T00:01:00.000Z' })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }]))
    second.link.close()
    clock = 60_000
    await vi.waitFor(async () => expect((await client(server).state()).proxies).toEqual([]))
    expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }])
  })
})

test('a change is told to the controller, and answered when it was handled', async () => {
  const told = vi.fn(async () => {})
  const server = await startServer(told)
  await client(server).changed('default', 7)
  expect(told).toHaveBeenCalledExactlyOnceWith('default', 7)
})

test('without the token nothing is answered', async () => {
  const server = await startServer()
  server.publish(publication(1))
  await expect(client(server, 'another-token').state()).rejects.toThrow('401')
  const stream = await fetch(`http://127.0.0.1:${server.port}/link/stream?proxy=x`)
  expect([stream.status, await stream.text()]).toEqual([401, expect.not.stringContaining('snapshot')])
})

test('a taken port is named', async () => {
  const { port } = await startServer()
  const second = startLinkServer({ id: 'c2', host: '127.0.0.1', port, token: TOKEN, onChanged: async () => {} })
  await expect(second).rejects.toThrow(`SLUICE_CONTROLLER_PORT ${port}`)
})

test('what is published while the streams end goes nowhere, and breaks nothing', async () => {
  const server = await startLinkServer({ id: 'c3', host: '127.0.0.1', port: 0, token: TOKEN, onChanged: async () => {}, pingMs: 20 })
  const { taken } = startProxy(server)
  server.publish(publication(1))
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  const closed = server.close()
  server.publish(publication(2))
  await closed
  expect(taken).toHaveLength(1)
})
