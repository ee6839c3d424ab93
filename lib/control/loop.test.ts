import { afterEach, describe, expect, test, vi } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { ClusterView } from '#lib/store/cluster-view.ts'
import type { Stores } from '#lib/store/store.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { makeConfig, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import type { LastRead } from './last-read.ts'
import { startLoop, type Loop, type LoopOptions, type Published } from './loop.ts'

const running: Loop[] = []
afterEach(async () => {
  for (const loop of running.splice(0)) await loop.stop()
})

function startTestLoop(stores: LoopOptions['stores'], options: Partial<LoopOptions> = {}) {
  const published: Published[] = []
  const errors: unknown[] = []
  const log = { info: () => {}, error: (fields: object) => errors.push(fields) }
  const loop = startLoop({ stores, publish: (publication) => published.push(publication), log, pollMs: 3_600_000, ...options })
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
    const { published } = startTestLoop(stores, { pollMs: 5 })
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
  const flaky: Pick<Stores, 'workspaces' | 'open' | 'cluster'> = {
    open: (workspace) => stores.open(workspace),
    cluster: async () => null,
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
    const flaky: Pick<Stores, 'workspaces' | 'open' | 'cluster'> = {
      workspaces: () => stores.workspaces(),
      cluster: async () => null,
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

describe('a cluster', () => {
  const blue = () => Workspace.parse({ name: 'blue', kind: 'kubernetes' })
  const configOf = (revision: number, service = 'shop') => makeConfig({ workspace: 'blue', dialect: 'ingress', revision, routes: [makeRoute({ service, hosts: ['blue.test'] })] })

  /** `memoryStores` with a cluster whose reading the test decides; null: it does not answer. */
  async function withCluster() {
    const stores = memoryStores()
    await stores.createWorkspace(blue())
    const cluster: { config: RoutingConfig | null } = { config: null }
    const view = {
      current: () => cluster.config && { config: cluster.config },
      read: async () => {
        if (!cluster.config) throw new Error('no answer')
        return { config: cluster.config }
      },
    } as unknown as ClusterView
    const both = {
      open: (name: string) => stores.open(name),
      cluster: async (name: string) => (name === 'blue' ? view : null),
      workspaces: async () => (await stores.workspaces()).map((row) => (row.object.kind === 'kubernetes' ? { ...row, revision: cluster.config?.revision ?? 0 } : row)),
    }
    return { stores, both, cluster }
  }

  test('that does not answer at the start holds up nobody, and comes in when it does', async () => {
    const { stores, both, cluster } = await withCluster()
    const { loop, published, errors } = startTestLoop(both)
    await loop.wake()
    const revision = await writeShop(stores)
    await loop.wake()
    cluster.config = configOf(1)
    await loop.wake()
    expect(published.map(({ revisions }) => revisions)).toEqual([{ default: 0 }, { default: revision }, { default: revision, blue: 1 }])
    expect(errors).toMatchObject([{ workspace: 'blue' }])
  })

  test('that does not answer at the start is served as it was kept', async () => {
    const { both, cluster } = await withCluster()
    const kept: RoutingConfig[] = []
    const lastRead: LastRead = { load: () => kept.at(-1) ?? null, keep: (config) => void kept.push(config), flush: () => {} }
    cluster.config = configOf(7)
    const first = startTestLoop(both, { lastRead })
    await first.loop.wake()
    await first.loop.stop()
    cluster.config = null
    const second = startTestLoop(both, { lastRead })
    await second.loop.wake()
    expect(second.published[0]!.digest).toBe(first.published[0]!.digest)
  })

  test('changes that declare the same publish nothing, and are told on', async () => {
    const { both, cluster } = await withCluster()
    const told: number[] = []
    cluster.config = configOf(1)
    const { loop, published } = startTestLoop(both, { onRead: () => told.push(0) })
    await loop.wake()
    cluster.config = { ...cluster.config, revision: 2 }
    await loop.wake()
    await loop.wake()
    expect([published.length, told.length]).toEqual([1, 2])
    cluster.config = configOf(3, 'other')
    await loop.wake()
    expect([published.length, told.length]).toEqual([2, 3])
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
