import { expect, test } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { compiledCache, compileStored } from './compiled.ts'

test('a workspace that was deleted and created again is another one', async () => {
  const clock = { now: new Date('2026-01-01T00:00:00Z') }
  const now = () => clock.now
  const stores = memoryStores(now)
  const needs = { stores, compiled: compiledCache(), now }
  const hosts = async (host: string) => {
    clock.now = new Date(clock.now.getTime() + 1)
    const { version } = await stores.createWorkspace(Workspace.parse({ name: 'lab' }))
    const store = await stores.open('lab')
    const writes = [
      { op: 'put' as const, kind: 'upstreams' as const, name: 'shop', object: makeUpstream(), expect: 'absent' },
      { op: 'put' as const, kind: 'services' as const, name: 'shop', object: makeService(), expect: 'absent' },
      { op: 'put' as const, kind: 'routes' as const, name: 'shop', object: makeRoute({ hosts: [host] }), expect: 'absent' },
    ]
    await store.commit({ actor: 'a', comment: '', writes })
    const { config } = await compileStored(needs, 'lab')
    await stores.deleteWorkspace('lab', version)
    return config.routes[0]!.object.hosts
  }
  expect([await hosts('old.test'), await hosts('new.test')]).toEqual([['old.test'], ['new.test']])
})
