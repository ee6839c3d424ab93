import { expect, onTestFinished, test, vi } from 'vitest'
import { controllerClient } from '#lib/link/controller-client.ts'
import type { TailRecord } from '#lib/link/requests.ts'
import { makePublication, startController, startProxy, TOKEN } from '#lib/link/testing/harness.ts'
import { makeRecord } from '#lib/link/testing/record.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import { exactHost, makeSnapshot } from '../testing/snapshot.ts'
import { createHub } from './hub.ts'
import { createSight, type Sight } from './sight.ts'

const snapshot = makeSnapshot({ routes: [{ host: exactHost('shop.test'), targets: [], route: { methods: ['POST'] } }] })
const listeners = [{ table: buildRouteTable(snapshot, snapshot.listeners[0]!) }]

/** Workers, their hub, the link and a controller: as in a proxy, but all in one thread. */
async function startAll(count: number) {
  const controller = await startController()
  controller.publish(makePublication(1))
  const workers: Sight[] = []
  const copy = (message: unknown) => structuredClone(message)
  const hub = createHub({ broadcast: (message) => workers.forEach((worker) => worker.receive(copy(message))), times: { tail: 5, unmatched: 5 } })
  const begin = () => {
    const sight = createSight({ accessLog: { to: 'off', format: 'json', sample: 1 } }, (message) => hub.receive(copy(message)))
    onTestFinished(() => sight.close())
    workers.push(sight)
    hub.greet((message) => sight.receive(copy(message)))
    return sight
  }
  for (let worker = 0; worker < count; worker++) begin()
  const { link } = startProxy(`http://127.0.0.1:${controller.port}`, { sight: hub.link })
  onTestFinished(hub.close)
  const client = controllerClient({ controllerUrl: undefined, controllerPort: controller.port, linkCa: undefined, linkOrigin: 'http://127.0.0.1' }, TOKEN)
  const watch = () => {
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const seen: TailRecord[] = []
    client.tail({ status: '2xx' }, { requests: ({ records }) => seen.push(...records), state: () => {} }, stop.signal)
    return { seen, stop: () => stop.abort() }
  }
  return { controller, hub, workers, begin, link, client, watch }
}

const pass = (sight: Sight, target: string, status = 200) => {
  if (sight.wants(true)) sight.take(makeRecord({ target, status }))
}
const lose = (sight: Sight, target: string) => {
  if (!sight.wants(false)) return
  const record = makeRecord({ target, route: '', workspace: '', status: 404 })
  sight.take(record)
  sight.unmatched(record, { method: 'GET', host: 'shop.test', target, headers: {}, protocol: 'http' }, listeners)
}

test('what workers see reaches one who watches, and nobody else is bothered', async () => {
  const { workers, begin, watch } = await startAll(2)
  expect(workers.some((worker) => worker.wants(true))).toBe(false)
  const { seen, stop } = watch()
  await vi.waitFor(() => expect(workers.every((worker) => worker.wants(true))).toBe(true))
  const late = begin()
  pass(workers[0]!, '/0')
  pass(workers[1]!, '/1', 500)
  pass(late, '/2?token=x')
  await vi.waitFor(() => expect(seen.map(({ target, proxy }) => [target, proxy]).toSorted()).toEqual([['/0', 'p1'], ['/2?token=***', 'p1']]))
  stop()
  await vi.waitFor(() => expect(workers.some((worker) => worker.wants(true))).toBe(false))
})

test('workers stop looking when the controller is gone', async () => {
  const { workers, watch, controller, link } = await startAll(1)
  watch()
  await vi.waitFor(() => expect(workers[0]!.wants(true)).toBe(true))
  await controller.close()
  await vi.waitFor(() => expect(workers[0]!.wants(true)).toBe(false))
  expect(link.isConnected()).toBe(false)
})

test('the unmatched requests of all workers are one list', async () => {
  const { workers, client, hub } = await startAll(2)
  lose(workers[0]!, '/a')
  lose(workers[1]!, '/a?x=1')
  lose(workers[1]!, '/b')
  const nearest = { workspace: 'default', route: 'shop', failed: 'method', detail: 'POST' }
  await vi.waitFor(async () => expect((await client.unmatched()).map((item) => [item.record.target.split('?')[0], item.count, item.nearest]).toSorted())
    .toEqual([['/a', 2, nearest], ['/b', 1, nearest]]))
  expect(hub.unmatched()).toHaveLength(2)
})

test('lost lines are added up, and a moved file is told to every worker', () => {
  const told: unknown[] = []
  const hub = createHub({ broadcast: (message) => told.push(message) })
  hub.receive({ type: 'dropped', lines: 2 })
  hub.receive({ type: 'dropped', lines: 3 })
  hub.receive({ type: 'of a newer worker' })
  hub.reopen()
  expect([hub.droppedLines(), told]).toEqual([5, [{ type: 'reopen' }]])
})
