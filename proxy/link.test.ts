import net from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startLinkServer, type LinkServer } from '#lib/link/controller-server.ts'
import type { DeltaSteps } from '#lib/link/delta.ts'
import type { ControllerState } from '#lib/link/protocol.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import { send, sendToEcho } from './testing/client.ts'
import { listenOnAnyPort, startEcho, startHeld } from './testing/echo.ts'
import { makeSnapshot } from './testing/snapshot.ts'
import { LINK_TOKEN, startTestProxy } from './testing/start-proxy.ts'

/** A controller's end of the link, and what it says of its proxies. */
async function startController({ host = '127.0.0.1', token = LINK_TOKEN } = {}) {
  let link: LinkServer
  const open = async (port = 0) => {
    link = await startLinkServer({ id: 'c', host, port, token, onChanged: async () => {} })
  }
  await open()
  onTestFinished(() => link.close())
  return {
    url: () => `${host === '127.0.0.1' ? 'http' : 'https'}://127.0.0.1:${link.port}`,
    publish(revision: number, targetPort: number) {
      const snapshot = encodeSnapshot(makeSnapshot({ routes: [{ targets: [{ port: targetPort }] }] }))
      const digest = digestOf(snapshot)
      link.publish({ type: 'publication', revisions: { default: revision }, digest, snapshot })
      return digest
    },
    publishText: (digest: string, snapshot: string) => link.publish({ type: 'publication', revisions: { default: 99 }, digest, snapshot }),
    publishDelta: (from: string, digest: string, steps: DeltaSteps) =>
      link.publish({ type: 'publication', revisions: { default: 98 }, digest, delta: { from, steps } }),
    close: () => link.close(),
    open,
    async proxies() {
      const { body } = await send(link.port, { path: '/link/state', headers: { authorization: `Bearer ${LINK_TOKEN}` } })
      return (JSON.parse(body) as ControllerState).proxies
    },
  }
}

/** A way to the controller that counts what the controller sends. */
async function countedWay(url: string): Promise<{ url: string; sent: () => number }> {
  let sent = 0
  const way = net.createServer((socket) => {
    const controller = net.connect(Number(new URL(url).port), '127.0.0.1')
    controller.on('data', (chunk: Buffer) => (sent += chunk.length))
    socket.pipe(controller).pipe(socket)
    for (const end of [socket, controller]) end.on('error', () => { socket.destroy(); controller.destroy() })
  })
  return { url: `http://127.0.0.1:${await listenOnAnyPort(way)}`, sent: () => sent }
}

const startLinked = (url: () => string) => startTestProxy(null, { link: { controllerUrl: url, caFile: undefined }, drainMs: 5000 })

test('a publication is served and confirmed; the next one too', async () => {
  const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  for (const [index, echo] of [a, b].entries()) {
    const digest = controller.publish(index + 1, echo.port)
    await expect.poll(async () => (await controller.proxies())[0]).toMatchObject({ id: proxy.id, state: 'serving', digest, revisions: { default: index + 1 }, ports: proxy.ports })
    expect((await sendToEcho(proxy.http)).name).toBe(index === 0 ? 'a' : 'b')
  }
})

test('a revision that changes nothing for traffic is confirmed without a snapshot', async () => {
  const echo = await startEcho()
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  controller.publish(1, echo.port)
  await expect.poll(() => proxy.served().revisions).toEqual({ default: 1 })
  controller.publish(2, echo.port)
  await expect.poll(async () => (await controller.proxies())[0]?.revisions).toEqual({ default: 2 })
  expect((await send(proxy.status, { path: '/metrics' })).body).toContain('sluice_snapshots_total{result="applied"} 1\n')
})

test('a snapshot that cannot be served is reported as failed, and the old one serves on', async () => {
  const echo = await startEcho()
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  const digest = controller.publish(1, echo.port)
  await expect.poll(() => proxy.served().digest).toBe(digest)
  controller.publishText(digestOf('{"version":2}'), '{"version":2}')
  await expect.poll(async () => (await controller.proxies())[0]).toMatchObject({ state: 'failed', digest, revisions: { default: 1 }, message: expect.any(String) as string })
  await sendToEcho(proxy.http)
  controller.publish(3, echo.port)
  await expect.poll(async () => (await controller.proxies())[0]).toMatchObject({ state: 'serving', revisions: { default: 3 } })
})

test('a snapshot that was damaged on the way is not served', async () => {
  const echo = await startEcho()
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  const digest = controller.publish(1, echo.port)
  await expect.poll(() => proxy.served().digest).toBe(digest)
  controller.publishText(digestOf('something else'), encodeSnapshot(makeSnapshot({})))
  await expect.poll(() => proxy.served()).toMatchObject({ state: 'failed', message: 'The snapshot was damaged on the way' })
  await sendToEcho(proxy.http)
})

describe('a change', () => {
  /** Routes that make a snapshot worth a change, the first of them to the target. */
  const many = (targetPort: number, count = 400) =>
    encodeSnapshot(makeSnapshot({ routes: Array.from({ length: count }, (_, index) => ({ name: `r${index}`, targets: [{ port: index === 0 ? targetPort : 1 }] })) }))

  test('that is small travels alone, and is served', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const controller = await startController()
    const way = await countedWay(controller.url())
    const proxy = await startLinked(() => way.url)
    const sizes: number[] = []
    for (const [index, echo] of [a, b, a].entries()) {
      const before = way.sent()
      const snapshot = many(echo.port)
      controller.publishText(digestOf(snapshot), snapshot)
      await expect.poll(() => proxy.served()).toMatchObject({ state: 'serving', digest: digestOf(snapshot) })
      expect((await sendToEcho(proxy.http)).name).toBe(['a', 'b', 'a'][index])
      sizes.push(way.sent() - before)
    }
    expect(sizes[0]).toBeGreaterThan(100_000)
    expect(Math.max(sizes[1]!, sizes[2]!)).toBeLessThan(20_000)
  })

  test('after one that could not be served is about that one', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const controller = await startController()
    const proxy = await startLinked(controller.url)
    const good = many(a.port)
    controller.publishText(digestOf(good), good)
    await expect.poll(() => proxy.served().digest).toBe(digestOf(good))
    const bad = good.replace('"algorithm":"round-robin"', '"algorithm":"none"')
    controller.publishText(digestOf(bad), bad)
    await expect.poll(() => proxy.served()).toMatchObject({ state: 'failed', digest: digestOf(good) })
    const next = many(b.port)
    controller.publishText(digestOf(next), next)
    await expect.poll(() => proxy.served()).toMatchObject({ state: 'serving', digest: digestOf(next) })
    expect((await sendToEcho(proxy.http)).name).toBe('b')
  })

  test('that does not give what it names is followed by the whole', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const controller = await startController()
    const proxy = await startLinked(controller.url)
    const [first, second] = [many(a.port), many(b.port)]
    // A controller that takes another text for what it has published under this digest.
    controller.publishText(digestOf(first), first)
    await expect.poll(() => proxy.served().digest).toBe(digestOf(first))
    controller.publishDelta(digestOf(first), digestOf(second), [[0, 3], 'no such thing'])
    await expect.poll(() => proxy.lines.join('\n')).toContain('does not give the snapshot that it names')
    controller.publishText(digestOf(second), second)
    await expect.poll(() => proxy.served().digest).toBe(digestOf(second))
    expect((await sendToEcho(proxy.http)).name).toBe('b')
  })
})

test('a proxy serves while the controller is away, and finds the next one', async () => {
  const echo = await startEcho()
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  controller.publish(1, echo.port)
  await expect.poll(() => proxy.served().revisions).toEqual({ default: 1 })
  await controller.close()
  await expect.poll(async () => JSON.parse((await send(proxy.status, { path: '/status' })).body).controllerConnected).toBe(false)
  await sendToEcho(proxy.http)
  await controller.open()
  controller.publish(2, echo.port)
  await expect.poll(() => proxy.served().revisions, { timeout: 10_000 }).toEqual({ default: 2 })
})

test('draining is reported while the last request is under way', async () => {
  const slow = await startHeld()
  const controller = await startController()
  const proxy = await startLinked(controller.url)
  controller.publish(1, slow.port)
  await expect.poll(() => proxy.served().revisions).toEqual({ default: 1 })
  const inFlight = send(proxy.http)
  await slow.arrived
  const drained = proxy.drain()
  await expect.poll(async () => (await controller.proxies())[0]?.state).toBe('draining')
  slow.answer('done')
  expect((await inFlight).body).toBe('done')
  await drained
})

test('off loopback the link is TLS: a proxy serves through a restart of the controller, and goes on with the next one', async () => {
  const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
  const controller = await startController({ host: '0.0.0.0' })
  const proxy = await startLinked(controller.url)
  controller.publish(1, a.port)
  await expect.poll(() => proxy.served().revisions).toEqual({ default: 1 })
  const { port } = new URL(controller.url())
  await controller.close()
  await expect.poll(() => proxy.lines.join('\n')).toContain('no controller')
  expect((await sendToEcho(proxy.http)).name).toBe('a')
  await controller.open(Number(port))
  controller.publish(2, b.port)
  await expect.poll(() => proxy.served().revisions, { timeout: 10_000 }).toEqual({ default: 2 })
  expect((await sendToEcho(proxy.http)).name).toBe('b')
})

test('a controller with another token is refused in one line that shows no token', async () => {
  const controller = await startController({ host: '0.0.0.0', token: 'quite another link token for tests' })
  controller.publish(1, 1)
  const proxy = await startLinked(controller.url)
  await expect.poll(() => proxy.lines).toHaveLength(1)
  expect(proxy.lines[0]).toMatch(/^no controller .*SLUICE_LINK_TOKEN: the tokens differ/)
  expect(proxy.lines[0]).not.toContain(LINK_TOKEN)
  expect(proxy.served().digest).toBe('')
})
