import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dial } from './dial.ts'
import type { LinkServer } from './controller-server.ts'
import { requestsPoster } from './requests-poster.ts'
import { MOST_TAILS, type Tail, type TailFilter, type TailRecord, type TailState, type UnmatchedRequest } from './requests.ts'
import { makePublication, startController, startProxy, TOKEN } from './testing/harness.ts'
import { makeRecord } from './testing/record.ts'
import { controllerClient } from './controller-client.ts'
import { watchTail } from './tail-client.ts'

const HOSTS = ['127.0.0.1', '127.0.0.2'] as const
const TIMES = { round: 20, silence: 1000 }

/** A proxy on the real link, of which the test plays the workers. */
function startSeeing(url: string, id: string) {
  const poster = requestsPoster(() => seeing.lost, { tail: 5, unmatched: 5 })
  const seeing = { poster, tails: [] as readonly Tail[], lost: [] as UnmatchedRequest[], link: null as unknown as ReturnType<typeof startProxy>['link'] }
  const lost = () => {
    seeing.tails = []
    poster.lost()
  }
  seeing.link = startProxy(url, { id, sight: { connected: poster.connected, tails: (tails) => void (seeing.tails = tails), lost } }).link
  onTestFinished(poster.close)
  const see = (target: string, skipped = 0) => seeing.tails.forEach(({ id: tail }) => poster.tail({ tail, records: [makeRecord({ target })], skipped }))
  return Object.assign(seeing, { see })
}

/** One who watches the controllers behind these addresses. */
function watch(port: number, filter: TailFilter = {}, hosts: readonly string[] = ['127.0.0.1']) {
  const ways = hosts.map((host) => {
    const way = dial(`http://localhost:${port}`, { token: TOKEN })
    way.keepTo(host)
    return way
  })
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const seen = { records: [] as TailRecord[], skipped: 0, states: [] as TailState[], stop: () => stop.abort(), ways }
  const requests = ({ records, skipped }: { records: TailRecord[]; skipped: number }) => {
    seen.records.push(...records)
    seen.skipped += skipped
  }
  watchTail(async () => seen.ways, filter, { requests, state: (state) => seen.states.push(state) }, stop.signal, TIMES)
  return seen
}

const urlOf = ({ port }: LinkServer, host = '127.0.0.1') => `http://${host}:${port}`
const clientOf = ({ port }: LinkServer, hosts: readonly string[] = ['127.0.0.1']) =>
  controllerClient({ controllerUrl: `http://localhost:${port}`, controllerPort: 0, linkCa: undefined, linkOrigin: '' }, TOKEN, async () => [...hosts])

describe('a live tail', () => {
  test('asks proxies while somebody watches, and gets what they see', async () => {
    const server = await startController()
    const proxy = startSeeing(urlOf(server), 'p1')
    const seen = watch(server.port, { status: '4xx' })
    await vi.waitFor(() => expect(proxy.tails).toMatchObject([{ filter: { status: '4xx' } }]))
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 1, proxies: 1 }))
    proxy.see('/1', 3)
    await vi.waitFor(() => expect(seen.records).toEqual([{ ...makeRecord({ target: '/1' }), proxy: 'p1' }]))
    expect(seen.skipped).toBe(3)
    seen.stop()
    await vi.waitFor(() => expect(proxy.tails).toEqual([]))
  })

  test('of equal filters is one; the last watcher ends it', async () => {
    const server = await startController()
    const proxy = startSeeing(urlOf(server), 'p1')
    const [one, other] = [watch(server.port, { q: 'x' }), watch(server.port, { q: 'x' })]
    const third = watch(server.port)
    await vi.waitFor(() => expect(proxy.tails).toHaveLength(2))
    await vi.waitFor(() => [one, other, third].forEach(({ states }) => expect(states.at(-1)?.proxies).toBe(1)))
    proxy.see('/1')
    await vi.waitFor(() => expect([one, other, third].map(({ records }) => records.length)).toEqual([1, 1, 1]))
    one.stop()
    third.stop()
    await vi.waitFor(() => expect(proxy.tails).toMatchObject([{ filter: { q: 'x' } }]))
  })

  test('reaches a proxy that comes later, and ends with its controller', async () => {
    const server = await startController()
    const seen = watch(server.port)
    await vi.waitFor(() => expect(seen.states).toEqual([{ controllers: 1, proxies: 0 }]))
    const proxy = startSeeing(urlOf(server), 'p1')
    await vi.waitFor(() => expect(proxy.tails).toHaveLength(1))
    await server.close()
    await vi.waitFor(() => expect(proxy.tails).toEqual([]))
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 0, proxies: 0 }))
    const next = await startController({ id: 'c2', port: server.port })
    next.publish(makePublication(1))
    await vi.waitFor(() => expect(proxy.tails).toHaveLength(1))
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 1, proxies: 1 }))
  })

  test('watches the proxies of several controllers', async () => {
    const a = await startController({ id: 'a' })
    await startController({ id: 'b', host: HOSTS[1], port: a.port })
    const proxies = [startSeeing(urlOf(a), 'p1'), startSeeing(urlOf(a, HOSTS[1]), 'p2')]
    const seen = watch(a.port, {}, HOSTS)
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 2, proxies: 2 }))
    await vi.waitFor(() => proxies.forEach(({ tails }) => expect(tails).toHaveLength(1)))
    proxies.forEach(({ see }, at) => see(`/${at}`))
    await vi.waitFor(() => expect(seen.records.map(({ proxy, target }) => [proxy, target]).toSorted()).toEqual([['p1', '/0'], ['p2', '/1']]))
    seen.ways.pop()
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 1, proxies: 1 }))
  })

  test('of a controller with two addresses is one, and goes on over the other address', async () => {
    const server = await startController({ host: '0.0.0.0' })
    const port = server.port
    const certified = HOSTS.map((host) => {
      const way = dial(`https://localhost:${port}`, { token: TOKEN })
      way.keepTo(host)
      return way
    })
    const proxy = startSeeing(`https://127.0.0.1:${port}`, 'p1')
    const seen = watch(port, {}, [])
    seen.ways.push(...certified)
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 1, proxies: 1 }))
    proxy.see('/1')
    await vi.waitFor(() => expect(seen.records).toHaveLength(1))
    seen.ways.shift()
    await vi.waitFor(() => expect(seen.states.slice(-2)).toEqual([{ controllers: 0, proxies: 0 }, { controllers: 1, proxies: 1 }]))
    proxy.see('/2')
    await vi.waitFor(() => expect(seen.records.map(({ target }) => target)).toEqual(['/1', '/2']))
  })

  test('more filters than a controller takes are refused', async () => {
    const server = await startController()
    const proxy = startSeeing(urlOf(server), 'p1')
    const tails = Array.from({ length: MOST_TAILS }, (_, at) => watch(server.port, { q: String(at) }))
    await vi.waitFor(() => tails.forEach(({ states }) => expect(states.at(-1)?.controllers).toBe(1)))
    const late = watch(server.port, { q: 'late' })
    await vi.waitFor(() => expect(late.states).toEqual([{ controllers: 0, proxies: 0 }]))
    expect(proxy.tails).toHaveLength(MOST_TAILS)
    tails[0]!.stop()
    await vi.waitFor(() => expect(late.states.at(-1)).toEqual({ controllers: 1, proxies: 1 }))
  })
})

describe('unmatched requests', () => {
  const item = (target: string, at: number, count = 1): UnmatchedRequest => ({ record: makeRecord({ target, at }), nearest: null, count, firstAt: at })

  test('of all proxies of all controllers are one list; a proxy that changed its controller counts once', async () => {
    const a = await startController({ id: 'a' })
    const b = await startController({ id: 'b', host: HOSTS[1], port: a.port })
    b.publish(makePublication(1))
    const client = clientOf(a, HOSTS)
    const [first, second] = [startSeeing(urlOf(a), 'p1'), startSeeing(urlOf(a, HOSTS[1]), 'p2')]
    first.lost = [item('/a', 1, 2)]
    second.lost = [item('/a', 3), item('/b', 2)]
    first.poster.unmatchedChanged()
    second.poster.unmatchedChanged()
    const listed = async () => (await client.unmatched()).map(({ record, count }) => [record.target, record.at, count])
    await vi.waitFor(async () => expect(await listed()).toEqual([['/a', 3, 3], ['/b', 2, 1]]))
    first.link.close()
    const moved = startSeeing(urlOf(a, HOSTS[1]), 'p1')
    moved.lost = [item('/a', 4, 3)]
    moved.poster.unmatchedChanged()
    await vi.waitFor(async () => expect(await listed()).toEqual([['/a', 4, 4], ['/b', 2, 1]]))
  })

  test('are told anew to the next controller', async () => {
    const server = await startController()
    const proxy = startSeeing(urlOf(server), 'p1')
    proxy.lost = [item('/a', 1)]
    proxy.poster.unmatchedChanged()
    await vi.waitFor(async () => expect(await clientOf(server).unmatched()).toHaveLength(1))
    await server.close()
    const next = await startController({ id: 'c2', port: server.port })
    await vi.waitFor(async () => expect(await clientOf(next).unmatched()).toHaveLength(1))
  })

  test('of a proxy that is gone are forgotten', async () => {
    let clock = 0
    const server = await startController({ now: () => clock })
    const proxy = startSeeing(urlOf(server), 'p1')
    proxy.lost = [item('/a', 1)]
    proxy.poster.unmatchedChanged()
    await vi.waitFor(async () => expect(await clientOf(server).unmatched()).toHaveLength(1))
    proxy.link.close()
    clock = 60_000
    await vi.waitFor(async () => expect(await clientOf(server).unmatched()).toEqual([]))
  })
})

test('an older proxy is not told of tails, and works on', async () => {
  const server = await startController()
  const { taken, reasons } = startProxy(urlOf(server))
  const seen = watch(server.port)
  await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ controllers: 1, proxies: 0 }))
  server.publish(makePublication(1))
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  expect(reasons).toEqual(['connected'])
})

test('without the token nobody watches', async () => {
  const server = await startController()
  const answers = await Promise.all(['/link/tail', '/link/unmatched'].map((path) => fetch(urlOf(server) + path)))
  expect(answers.map(({ status }) => status)).toEqual([401, 401])
})
