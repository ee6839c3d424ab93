import { describe, expect, test } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import { makeUpstream } from '#lib/testing/factories.ts'
import { put, type Fixture } from './store.contract.ts'

let count = 0
const workspace = (given: Partial<Workspace> = {}) => Workspace.parse({ name: `w-${++count}`, ...given })

/** What every `Stores` does. */
export function workspacesContract(fixture: () => Fixture): void {
  describe('workspaces', () => {
    test('begin with `default`, which holds the built-in listeners at revision 0', async () => {
      const found = (await fixture().one.workspaces()).find((item) => item.object.name === 'default')
      expect(found).toMatchObject({ object: Workspace.parse({ name: 'default' }), revision: 0, version: '1' })
      const config = await (await fixture().one.open('default')).read()
      expect(config.listeners.map((entry) => entry.object)).toEqual([
        { name: 'http', protocol: 'http', enabled: true, tags: [] },
        { name: 'https', protocol: 'https', enabled: true, tags: [] },
      ])
    })

    test('are made once', async () => {
      const object = workspace({ dialect: 'kong' })
      const made = await fixture().one.createWorkspace(object)
      expect(made).toMatchObject({ object, revision: 0, version: '1' })
      await expect(fixture().other.createWorkspace(object)).rejects.toMatchObject({ code: 'CONFLICT' })
      const store = await fixture().other.open(object.name)
      expect(await store.read()).toMatchObject({
        dialect: 'kong',
        revision: 0,
        listeners: [{ object: { name: 'http' } }, { object: { name: 'https' } }],
      })
    })

    test('that are made twice at once exist once', async () => {
      const object = workspace()
      const results = await Promise.allSettled([fixture().one.createWorkspace(object), fixture().other.createWorkspace(object)])
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    test('change by version, and only when something differs', async () => {
      const object = workspace()
      await fixture().one.createWorkspace(object)
      const changed = await fixture().one.updateWorkspace({ ...object, served: false }, '1')
      expect(changed).toMatchObject({ object: { served: false }, version: '2' })
      expect((await fixture().other.updateWorkspace({ ...object, served: false }, 'any')).version).toBe('2')
      await expect(fixture().other.updateWorkspace(object, '1')).rejects.toMatchObject({
        code: 'STALE_VERSION',
        details: { current: changed },
      })
      await expect(fixture().one.updateWorkspace(workspace(), 'any')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('hold their own objects and revisions', async () => {
      const [a, b] = [workspace(), workspace()]
      await fixture().one.createWorkspace(a)
      await fixture().one.createWorkspace(b)
      await (await fixture().one.open(a.name)).commit({ actor: 'anna', comment: '', writes: [put('upstreams', makeUpstream())] })
      const store = await fixture().one.open(b.name)
      expect([await store.head(), await store.get('upstreams', 'shop'), (await store.revisions({})).total]).toEqual([0, null, 0])
      expect((await fixture().one.workspaces()).find((item) => item.object.name === a.name)!.revision).toBe(1)
    })

    test('go with all that they hold', async () => {
      const object = workspace()
      await fixture().one.createWorkspace(object)
      const store = await fixture().one.open(object.name)
      await store.commit({ actor: 'anna', comment: '', writes: [put('upstreams', makeUpstream())] })
      await expect(fixture().one.deleteWorkspace(object.name, '9')).rejects.toMatchObject({ code: 'STALE_VERSION' })
      await fixture().other.deleteWorkspace(object.name, '1')
      await expect(fixture().one.open(object.name)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(fixture().one.deleteWorkspace(object.name, 'any')).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const write = { actor: 'a', comment: '', writes: [put('upstreams', makeUpstream())] }
      for (const call of [() => store.head(), () => store.read(), () => store.commit(write)]) {
        await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' })
      }
      await fixture().one.createWorkspace(object)
      expect(await (await fixture().one.open(object.name)).get('upstreams', 'shop')).toBeNull()
    })

    test('`default` stays', async () => {
      await expect(fixture().one.deleteWorkspace('default', 'any')).rejects.toMatchObject({ code: 'CONFLICT' })
    })
  })
}
