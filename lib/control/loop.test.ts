import { afterEach, describe, expect, test, vi } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import type { Stores } from '#lib/store/store.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { startLoop, type Loop, type Published } from './loop.ts'

const running: Loop[] = []
afterEach(async () => {
  for (const loop of running.splice(0)) await loop.stop()
})

function startTestLoop(stores: Pick<Stores, 'workspaces' | 'open'>, pollMs = 3_600_000) {
  const published: Published[] = []
  const errors: unknown[] = []
  const log = { info: () => {}, error: (fields: object) => errors.push(fields) }
  const loop = startLoop({ stores, publish: (publication) => published.push(publication), log, pollMs })
  running.push(loop)
  return { loop, published, errors }
}

async function writeShop(stores: Stores, port = 9001): Promise<number> {
  const store = await stores.open('default')
  const { revision } = await store.commit({
    actor: 'test',
    comment: '',
    writes: [
      { op: 'put', kind: 'upstreams', name: 'shop', object: makeUpstream({ targets: [{ host: '127.0.0.1', port }] }), expect: 'any' },
      { op: 'put', kind: 'services', name: 'shop', object: makeService(), expect: 'any' },
      { op: 'put', kind: 'routes', name: 'shop', object: makeRoute(), expect: 'any' },
    ],
  })
  return revision!
}

describe('publishes', () => {
  test('once at the start, also when nothing is declared', async () => {
    const { loop, published } = startTestLoop(memoryStores())
    await loop.wake()
    await loop.wake()
    expect(published).toHaveLength(1)
  })

  test('each change when it is told, with its revision', async () => {
    const stores = memoryStores()
    const { loop, published } = startTestLoop(stores)
    const first = await writeShop(stores)
    await loop.wake()
    const second = await writeShop(stores, 9002)
    await loop.wake()
    expect(published.slice(-2).map(({ revisions }) => revisions.default)).toEqual([first, second])
    expect(published.at(-1)!.digest).not.toBe(published.at(-2)!.digest)
    expect(published.at(-1)!.snapshot).toContain('9002')
  })

  test('by itself when the call is lost', async () => {
    const stores = memoryStores()
    const { published } = startTestLoop(stores, 5)
    const revision = await writeShop(stores)
    await vi.waitFor(() => expect(published.at(-1)?.revisions.default).toBe(revision))
  })

  test('what was written before the call, however many calls come at once', async () => {
    const stores = memoryStores()
    const { loop, published } = startTestLoop(stores)
    const calls = [loop.wake(), loop.wake()]
    const revision = await writeShop(stores)
    await Promise.all([...calls, loop.wake(), loop.wake(), loop.wake()])
    expect(published.at(-1)!.revisions.default).toBe(revision)
    expect(published.length).toBeLessThanOrEqual(3)
  })

  test('only workspaces that are served', async () => {
    const stores = memoryStores()
    await stores.createWorkspace({ name: 'draft', kind: 'database', dialect: 'gateway', served: false, description: '' })
    const { loop, published } = startTestLoop(stores)
    await loop.wake()
    expect(Object.keys(published[0]!.revisions)).toEqual(['default'])
  })
})

test('an unreadable store keeps what is published, and the next look serves again', async () => {
  const stores = memoryStores()
  let isAway = false
  const flaky: Pick<Stores, 'workspaces' | 'open'> = {
    open: (workspace) => stores.open(workspace),
    workspaces: async () => {
      if (isAway) throw new Error('the database is away')
      return stores.workspaces()
    },
  }
  const { loop, published, errors } = startTestLoop(flaky)
  await writeShop(stores)
  await loop.wake()
  const before = published.length
  isAway = true
  const revision = await writeShop(stores, 9003)
  await loop.wake()
  expect([published.length, errors.length]).toEqual([before, 1])
  isAway = false
  await loop.wake()
  expect(published.at(-1)!.revisions.default).toBe(revision)
})

describe('a workspace that cannot be read', () => {
  /** `memoryStores` in which the second workspace can be away. */
  async function withFlaky() {
    const stores = memoryStores()
    await stores.createWorkspace(Workspace.parse({ name: 'other' }))
    const away = new Set<string>()
    const flaky: Pick<Stores, 'workspaces' | 'open'> = {
      workspaces: () => stores.workspaces(),
      async open(name) {
        if (away.has(name)) throw new Error('away')
        return stores.open(name)
      },
    }
    return { stores, flaky, away }
  }

  test('keeps what it serves, and the others go on', async () => {
    const { stores, flaky, away } = await withFlaky()
    const { loop, published, errors } = startTestLoop(flaky)
    await loop.wake()
    const other = await stores.open('other')
    await other.commit({ actor: 'test', comment: '', writes: [{ op: 'put', kind: 'upstreams', name: 'a', object: makeUpstream({ name: 'a' }), expect: 'any' }] })
    away.add('other')
    const revision = await writeShop(stores)
    await loop.wake()
    expect(published.at(-1)!.revisions).toEqual({ default: revision, other: 0 })
    expect(errors).toMatchObject([{ workspace: 'other' }])
    away.clear()
    await loop.wake()
    expect(published.at(-1)!.revisions).toEqual({ default: revision, other: 1 })
  })

  test('stops everything at the start, since what it served is not known', async () => {
    const { flaky, away } = await withFlaky()
    away.add('other')
    const { loop, published } = startTestLoop(flaky)
    await loop.wake()
    expect(published).toEqual([])
    away.clear()
    await loop.wake()
    expect(published).toHaveLength(1)
  })

  test('that is new is left out until it can be', async () => {
    const { stores, flaky, away } = await withFlaky()
    const { loop, published } = startTestLoop(flaky)
    await loop.wake()
    away.add('new')
    await stores.createWorkspace(Workspace.parse({ name: 'new' }))
    const revision = await writeShop(stores)
    await loop.wake()
    await loop.wake()
    expect(published.map(({ revisions }) => revisions)).toEqual([
      { default: 0, other: 0 },
      { default: revision, other: 0 },
    ])
  })
})

test('a loop that was stopped does not look again when it is woken', async () => {
  const stores = memoryStores()
  const { loop, published } = startTestLoop(stores)
  await loop.wake()
  await loop.stop()
  await writeShop(stores)
  await loop.wake()
  expect(published).toHaveLength(1)
})
