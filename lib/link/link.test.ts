import { describe, expect, test, vi } from 'vitest'
import { controllerClient } from './controller-client.ts'
import { makePublication, startController, startProxy, TOKEN } from './testing/harness.ts'

const urlOf = ({ port }: { port: number }) => `http://127.0.0.1:${port}`
const client = (server: { port: number }, token = TOKEN) =>
  controllerClient({ controllerUrl: undefined, controllerPort: server.port, linkCa: undefined, linkOrigin: 'http://127.0.0.1' }, token)

describe('a publication', () => {
  test('reaches a proxy that comes later, and its acknowledgement the dashboard', async () => {
    const server = await startController()
    server.publish(makePublication(1))
    const { taken } = startProxy(urlOf(server))
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
    const server = await startController()
    server.publish(makePublication(1))
    const { taken } = startProxy(urlOf(server))
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    server.publish(makePublication(2, 'digest-1'))
    await vi.waitFor(() => expect(taken).toHaveLength(2))
    expect(taken[1]).toEqual({ type: 'publication', revisions: { default: 2 }, digest: 'digest-1' })
  })

  test('is not sent whole to a proxy that holds it from before', async () => {
    const server = await startController()
    server.publish(makePublication(1))
    const { taken } = startProxy(urlOf(server), { held: 'digest-1' })
    await vi.waitFor(() => expect(taken).toHaveLength(1))
    expect(taken[0]).not.toHaveProperty('snapshot')
  })

  test('finds the proxy again after the controller restarted on its port', async () => {
    const first = await startController()
    const { taken } = startProxy(urlOf(first))
    await vi.waitFor(async () => expect((await client(first).state()).proxies).toHaveLength(1))
    await first.close()
    const second = await startController({ id: 'c2', port: first.port })
    second.publish(makePublication(5))
    await vi.waitFor(() => expect(taken.at(-1)?.revisions).toEqual({ default: 5 }))
  })
})

test('a large snapshot arrives whole', async () => {
  const server = await startController()
  const large = { ...makePublication(1), snapshot: '€'.repeat(5_000_000) }
  server.publish(large)
  const { taken } = startProxy(urlOf(server))
  await vi.waitFor(() => expect(taken).toHaveLength(1), 10_000)
  expect(taken[0]?.snapshot === large.snapshot).toBe(true)
})

describe('counters', () => {
  test('of all proxies are added up', async () => {
    const server = await startController()
    startProxy(urlOf(server), { id: 'p1', requests: 3 })
    startProxy(urlOf(server), { id: 'p2', requests: 4 })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }]))
  })

  test('only grow when a proxy restarts, and when it is forgotten', async () => {
    let clock = 0
    const server = await startController({ now: () => clock })
    const first = startProxy(urlOf(server), { requests: 5 })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 5 }]))
    first.link.close()
    const second = startProxy(urlOf(server), { requests: 2, startedAt: '2026-01-01T00:01:00.000Z' })
    await vi.waitFor(async () => expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }]))
    second.link.close()
    clock = 60_000
    await vi.waitFor(async () => expect((await client(server).state()).proxies).toEqual([]))
    expect((await client(server).counters()).counters).toMatchObject([{ requests: 7 }])
  })
})

test('a change is told to the controller, and answered when it was handled', async () => {
  const told = vi.fn(async () => {})
  const server = await startController({ onChanged: told })
  await client(server).changed('default', 7)
  expect(told).toHaveBeenCalledExactlyOnceWith('default', 7)
})

test('without the token nothing is answered', async () => {
  const server = await startController()
  server.publish(makePublication(1))
  await expect(client(server, 'another-token').state()).rejects.toThrow('401')
  const stream = await fetch(`http://127.0.0.1:${server.port}/link/stream?proxy=x`)
  expect([stream.status, await stream.text()]).toEqual([401, expect.not.stringContaining('snapshot')])
})

test('a taken port is named', async () => {
  const { port } = await startController()
  await expect(startController({ port })).rejects.toThrow(`SLUICE_CONTROLLER_PORT ${port}`)
})

test('what is published while the streams end goes nowhere, and breaks nothing', async () => {
  const server = await startController()
  const { taken } = startProxy(urlOf(server))
  server.publish(makePublication(1))
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  const closed = server.close()
  server.publish(makePublication(2))
  await closed
  expect(taken).toHaveLength(1)
})

test('probes need no token: alive at once, ready after the first publication', async () => {
  const server = await startController()
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(urlOf(server) + path, { method })
    return [response.status, await response.text()]
  }
  expect(await ask('/healthz')).toEqual([200, 'ok\n'])
  expect(await ask('/readyz')).toEqual([503, 'nothing has been published yet\n'])
  server.publish(makePublication(1))
  expect(await ask('/readyz')).toEqual([200, 'ready\n'])
  expect(await ask('/readyz', 'HEAD')).toEqual([200, ''])
  expect((await ask('/readyz', 'POST'))[0]).toBe(401)
})
