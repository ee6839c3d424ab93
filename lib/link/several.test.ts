import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { controllerClient } from './controller-client.ts'
import { makePublication, startController, startProxy, TOKEN } from './testing/harness.ts'

const HOSTS = ['127.0.0.1', '127.0.0.2'] as const

/** Two controllers on one port of two addresses, as the pods behind a headless service are. */
async function startTwo(told: (who: string, revision: number) => void = () => {}, now?: () => number) {
  const options = (id: string, host: string) => ({ id, host, ...(now && { now }), onChanged: async (_: string, revision: number) => told(id, revision) })
  const a = await startController(options('a', HOSTS[0]))
  const b = await startController({ ...options('b', HOSTS[1]), port: a.port })
  return { a, b, port: a.port }
}

const clientOf = (port: number, addresses: readonly string[] = HOSTS, scheme = 'http') =>
  controllerClient({ controllerUrl: `${scheme}://localhost:${port}`, controllerPort: 0, linkCa: undefined, linkOrigin: '' }, TOKEN, async () => [...addresses])

/** One address that hands each new connection to the next of these ports, as a service does. */
async function startBalancer(...ports: { host: string; port: number }[]) {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    const target = connect(ports[turn++ % ports.length]!)
    for (const [one, other] of [[client, target], [target, client]] as const) {
      open.add(one)
      one.on('error', () => {}).once('close', () => other.destroy())
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    open.forEach((socket) => socket.destroy())
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a change is told to every controller', async () => {
  const told: string[] = []
  const { port } = await startTwo((who, revision) => told.push(`${who} ${revision}`))
  await clientOf(port).changed('default', 7)
  expect(told.toSorted()).toEqual(['a 7', 'b 7'])
})

test('the state names the proxies of all, and no revision that one of them has not read', async () => {
  const { a, b, port } = await startTwo()
  a.publish(makePublication(2))
  b.publish(makePublication(1))
  startProxy(`http://${HOSTS[0]}:${port}`, { id: 'p1' })
  startProxy(`http://${HOSTS[1]}:${port}`, { id: 'p2' })
  const client = clientOf(port)
  await vi.waitFor(async () =>
    expect(await client.state()).toMatchObject({
      id: 'a b',
      revisions: { default: 1 },
      digest: '',
      proxies: [{ id: 'p1', revisions: { default: 2 } }, { id: 'p2', revisions: { default: 1 } }],
    }),
  )
  b.publish(makePublication(2))
  await vi.waitFor(async () => expect(await client.state()).toMatchObject({ revisions: { default: 2 }, digest: 'digest-2' }))
})

test('the proxies of a controller that goes are known until another one hears them', async () => {
  const { a, b, port } = await startTwo()
  startProxy(`http://${HOSTS[0]}:${port}`, { id: 'p1' })
  const second = startProxy(`http://${HOSTS[1]}:${port}`, { id: 'p2' })
  const client = clientOf(port)
  const known = async () => (await client.state()).proxies.map(({ id }) => id)
  await vi.waitFor(async () => expect(await known()).toEqual(['p1', 'p2']))
  b.publish(makePublication(1))
  await vi.waitFor(() => expect(second.taken).toHaveLength(1))
  await b.close()
  expect(await known()).toEqual(['p1', 'p2'])
  await client.changed('default', 1)
  await a.close()
  await expect(client.state()).rejects.toThrow('ECONNREFUSED')
})

test('counters are added up; a proxy that changes its controller counts once', async () => {
  let clock = 0
  const { port } = await startTwo(undefined, () => clock)
  const first = startProxy(`http://${HOSTS[0]}:${port}`, { id: 'p1', requests: 5 })
  startProxy(`http://${HOSTS[1]}:${port}`, { id: 'p2', requests: 3 })
  const client = clientOf(port)
  const requests = async () => (await client.counters()).counters.map((counter) => counter.requests)
  await vi.waitFor(async () => expect(await requests()).toEqual([8]))
  clock = 1000
  first.link.close()
  startProxy(`http://${HOSTS[1]}:${port}`, { id: 'p1', requests: 7 })
  await vi.waitFor(async () => expect((await clientOf(port, [HOSTS[1]]).counters()).counters).toMatchObject([{ requests: 10 }]))
  expect(await requests()).toEqual([10])
})

test('a controller with two addresses is one', async () => {
  const { port } = await startController({ host: '0.0.0.0' })
  startProxy(`https://127.0.0.1:${port}`, { requests: 4 })
  const client = clientOf(port, HOSTS, 'https')
  await vi.waitFor(async () => expect((await client.counters()).counters).toMatchObject([{ requests: 4 }]))
  expect(await client.state()).toMatchObject({ id: 'c1', proxies: [{ id: 'p1' }] })
})

test('an address that is silent does not hold up the answer of the others', async () => {
  const { port } = await startController()
  const silent = createServer()
  silent.listen(port, HOSTS[1])
  await once(silent, 'listening')
  const open = new Set<Socket>()
  silent.on('connection', (socket) => open.add(socket))
  onTestFinished(() => {
    open.forEach((socket) => socket.destroy())
    silent.close()
  })
  const before = performance.now()
  expect(await clientOf(port).state()).toMatchObject({ id: 'c1' })
  expect(performance.now() - before).toBeLessThan(3000)
  expect(open.size).toBe(1)
})

test('behind one address, a proxy keeps to its controller, and goes to the next one with what it holds', async () => {
  const { a, b } = await startTwo()
  for (const server of [a, b]) server.publish(makePublication(1))
  const url = await startBalancer({ host: HOSTS[0], port: a.port }, { host: HOSTS[1], port: b.port })
  const { taken, reasons } = startProxy(url)
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  for (const server of [a, b]) server.publish(makePublication(2))
  await vi.waitFor(() => expect(taken).toHaveLength(2))
  await a.close()
  await vi.waitFor(() => expect(taken).toHaveLength(3))
  expect(taken[2]).toEqual({ type: 'publication', revisions: { default: 2 }, digest: 'digest-2' })
  expect(reasons.at(-1)).toBe('connected')
  await vi.waitFor(async () => expect((await clientOf(b.port, [HOSTS[1]]).state()).proxies).toMatchObject([{ id: 'p1', revisions: { default: 2 } }]))
})
