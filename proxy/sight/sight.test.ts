import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Env } from '#lib/env.ts'
import type { RequestRecord } from '#lib/link/requests.ts'
import { makeRecord } from '#lib/link/testing/record.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import { exactHost, makeSnapshot, prefix } from '../testing/snapshot.ts'
import type { FromSight } from './messages.ts'
import { createSight, type SightTools } from './sight.ts'

const OFF: Env['accessLog'] = { to: 'off', format: 'json', sample: 1 }

function start(accessLog: Env['accessLog'] = OFF, tools: SightTools = {}) {
  const posted: FromSight[] = []
  const time = { now: 0 }
  const sight = createSight({ accessLog }, (message) => posted.push(message as FromSight), { clock: () => time.now, ...tools })
  onTestFinished(() => sight.close())
  /** As the gate tells of a request that a route took. */
  const pass = (over: Partial<RequestRecord> = {}) => {
    if (sight.wants(true)) sight.take(makeRecord(over))
  }
  const tail = (id: string, filter = {}) => ({ id, filter })
  const watch = (...tails: { id: string; filter: object }[]) => sight.receive({ type: 'tails', tails })
  return { sight, posted, time, pass, tail, watch }
}

const tailed = (posted: FromSight[], id: string) => posted.filter((message) => message.type === 'tail' && message.tail === id) as Extract<FromSight, { type: 'tail' }>[]
const seen = (posted: FromSight[], id: string) => tailed(posted, id).flatMap(({ records }) => records.map(({ target }) => target))

test('nothing is wanted while nobody looks, and what is told then goes nowhere', async () => {
  const { sight, posted } = start()
  expect(sight.wants(true)).toBe(false)
  sight.take(makeRecord())
  await sight.close()
  expect(posted).toEqual([])
})

test('to ask costs next to nothing while nobody looks', () => {
  const { sight } = start(OFF, { clock: () => performance.now() })
  const ask = (turns: number) => {
    const before = performance.now()
    for (let turn = 0; turn < turns; turn++) sight.wants(true)
    return ((performance.now() - before) / turns) * 1e6
  }
  ask(100_000)
  expect(ask(1_000_000)).toBeLessThan(200)
})

describe('a live tail', () => {
  test('gets what fits its filter, redacted, from when it begins to when it ends', async () => {
    const { sight, posted, pass, tail, watch } = start()
    pass({ target: '/before' })
    watch(tail('a', { status: '4xx' }), tail('b'))
    pass({ target: '/1?token=x', status: 404 })
    pass({ target: '/2' })
    await vi.waitFor(() => expect(posted).toHaveLength(2))
    expect([seen(posted, 'a'), seen(posted, 'b')]).toEqual([['/1?token=***'], ['/1?token=***', '/2']])
    watch(tail('b'))
    pass({ target: '/3', status: 404 })
    await vi.waitFor(() => expect(seen(posted, 'b')).toContain('/3'))
    watch()
    expect(sight.wants(true)).toBe(false)
    expect(seen(posted, 'a')).toEqual(['/1?token=***'])
  })

  test('gets a hundred a second; what is more is counted', async () => {
    const { posted, pass, tail, watch, time } = start()
    watch(tail('all'), tail('few', { q: '7' }))
    for (let request = 0; request < 150; request++) pass({ target: `/${request}` })
    time.now = 1000
    pass({ target: '/next' })
    await vi.waitFor(() => expect(posted).toHaveLength(2))
    expect(tailed(posted, 'all')).toMatchObject([{ skipped: 50 }])
    expect(seen(posted, 'all')).toHaveLength(101)
    expect(tailed(posted, 'few')).toMatchObject([{ skipped: 0 }])
  })

  test('goes on undisturbed when another one begins', async () => {
    const { posted, pass, tail, watch } = start()
    watch(tail('a'))
    pass({ target: '/1' })
    watch(tail('a'), tail('b'))
    await vi.waitFor(() => expect(seen(posted, 'a')).toEqual(['/1']))
  })
})

describe('the access log', () => {
  const file = () => {
    const folder = fs.mkdtempSync(path.join(tmpdir(), 'sluice-sight-'))
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
    return path.join(folder, 'access.log')
  }

  test('has a line a request, redacted', async () => {
    const to = { file: file() }
    const { sight, pass } = start({ to, format: 'json', sample: 1 })
    pass({ target: '/?password=x' })
    pass({ target: '/2' })
    await sight.close()
    const lines = fs.readFileSync(to.file, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as RequestRecord).target)
    expect(lines).toEqual(['/?password=***', '/2'])
  })

  test('draws its sample; what is watched beside it does not enter', async () => {
    const to = { file: file() }
    const draws = [0.3, 0.1, 0.9, 0.2]
    const { sight, pass, tail, watch, posted } = start({ to, format: 'combined', sample: 0.25 }, { random: () => draws.shift()! })
    watch(tail('all'))
    for (const target of ['/1', '/2', '/3', '/4']) pass({ target })
    await sight.close()
    expect(fs.readFileSync(to.file, 'utf8').match(/GET \/\d/g)).toEqual(['GET /2', 'GET /4'])
    expect(seen(posted, 'all')).toEqual(['/1', '/2', '/3', '/4'])
  })

  test('is opened anew when told so', async () => {
    const to = { file: file() }
    const { sight, pass } = start({ to, format: 'combined', sample: 1 })
    pass({ target: '/1' })
    await vi.waitFor(() => expect(fs.readFileSync(to.file, 'utf8')).toContain('GET /1'))
    fs.renameSync(to.file, `${to.file}.1`)
    sight.receive({ type: 'reopen' })
    await vi.waitFor(() => {
      pass({ target: '/2' })
      expect(fs.readFileSync(to.file, 'utf8')).toContain('GET /2')
    })
  })

  test('tells how many lines it lost', async () => {
    const { sight, pass, posted } = start({ to: { file: '/dev/full' }, format: 'json', sample: 1 })
    for (let request = 0; request < 3; request++) pass()
    await sight.close()
    expect(posted).toEqual([{ type: 'dropped', lines: 3 }])
  })
})

describe('a request that no route took', () => {
  const snapshot = makeSnapshot({ routes: [{ host: exactHost('shop.test'), path: prefix('/api'), targets: [] }] })
  const listeners = [{ table: buildRouteTable(snapshot, snapshot.listeners[0]!) }]
  const lose = ({ sight }: ReturnType<typeof start>, target: string, over: Partial<RequestRecord> = {}) => {
    if (!sight.wants(false)) return false
    const record = makeRecord({ target, route: '', workspace: '', status: 404, ...over })
    sight.take(record)
    sight.unmatched(record, { method: record.method, host: record.host, target, headers: {}, protocol: 'http' }, listeners)
    return true
  }
  const items = (posted: FromSight[]) => posted.flatMap((message) => (message.type === 'unmatched' ? message.items : []))

  test('is told with the route that came nearest; equal ones once', async () => {
    const started = start()
    lose(started, '/?token=x', { at: 1 })
    lose(started, '/?token=y', { at: 2 })
    lose(started, '/other', { at: 3, host: 'elsewhere.example' })
    await vi.waitFor(() => expect(items(started.posted)).toHaveLength(2))
    const nearest = { workspace: 'default', route: 'shop', failed: 'path', detail: '/api' }
    expect(items(started.posted)).toMatchObject([
      { record: { target: '/?token=***', at: 2 }, nearest, count: 2, firstAt: 1 },
      { record: { target: '/other' }, nearest: null, count: 1, firstAt: 3 },
    ])
  })

  test('costs little in a flood: few are looked at, fewer explained', async () => {
    const started = start()
    const wanted = Array.from({ length: 1000 }, (_, at) => lose(started, `/${at}`)).filter(Boolean)
    expect(wanted).toHaveLength(200)
    await started.sight.close()
    expect(items(started.posted)).toHaveLength(20)
    started.time.now = 1000
    expect(lose(started, '/later')).toBe(true)
    await started.sight.close()
    expect(items(started.posted)).toHaveLength(21)
  })

  test('that comes again is counted though there is no time to explain another one', async () => {
    const started = start()
    for (let at = 0; at < 30; at++) lose(started, `/${at}`)
    lose(started, '/3')
    await started.sight.close()
    expect(items(started.posted).find(({ record }) => record.target === '/3')).toMatchObject({ count: 2 })
  })

  test('is explained anew after a while: routes change', async () => {
    const started = start()
    lose(started, '/x')
    started.time.now = 11_000
    const changed = makeSnapshot({ routes: [{ name: 'new', host: exactHost('shop.test'), path: prefix('/x/y'), targets: [] }] })
    listeners[0]!.table = buildRouteTable(changed, changed.listeners[0]!)
    await vi.waitFor(() => expect(items(started.posted)).toHaveLength(1))
    lose(started, '/x')
    await started.sight.close()
    expect(items(started.posted).map(({ nearest }) => nearest?.route)).toEqual(['shop', 'new'])
  })
})

test('what a newer hub says is left alone', () => {
  const { sight } = start()
  sight.receive({ type: 'something new' })
  expect(sight.wants(true)).toBe(false)
})
