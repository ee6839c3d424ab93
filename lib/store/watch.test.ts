import pg from 'pg'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { describeDatabases } from '#lib/testing/database.ts'
import { makeUpstream } from '#lib/testing/factories.ts'
import { openDatabase, type OpenDatabase } from './open.ts'

describeDatabases((database, provider) => {
  let one: OpenDatabase
  let other: OpenDatabase
  const tells = provider === 'postgresql'
  const commit = async (name: string) => {
    const store = await other.stores.open('default')
    await store.commit({
      actor: 'anna',
      comment: '',
      writes: [{ op: 'put', kind: 'upstreams', name, object: makeUpstream({ name }), expect: 'any' }],
    })
  }
  const watch = async () => {
    const onChange = vi.fn<(workspace: string) => void>()
    const stop = await one.stores.watch(onChange)
    onTestFinished(stop)
    return { onChange, stop }
  }

  beforeAll(async () => {
    ;[one, other] = await Promise.all([openDatabase(database()), openDatabase(database())])
    return async () => void (await Promise.all([one.close(), other.close()]))
  })

  test('a commit of another connection is told on PostgreSQL, and on SQLite never', async () => {
    const { onChange } = await watch()
    await commit('told')
    await vi.waitFor(() => expect(onChange.mock.calls).toEqual(tells ? [['default']] : []), 5000)
  })

  test('a refused change is not told, and nothing after the stop', async () => {
    const first = await watch()
    const store = await other.stores.open('default')
    const refused = store.commit({ actor: 'a', comment: '', writes: [{ op: 'delete', kind: 'upstreams', name: 'gone', expect: 'any' }] })
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await first.stop()
    const second = await watch()
    await commit('after-stop')
    await vi.waitFor(() => expect(second.onChange).toHaveBeenCalledTimes(tells ? 1 : 0), 5000)
    expect(first.onChange).not.toHaveBeenCalled()
  })

  // SQLite has no connection to lose.
  if (!tells) return
  test('a lost connection is made again, and every workspace is then told', async () => {
    const { onChange } = await watch()
    const admin = new pg.Client({ connectionString: database().databaseUrl })
    await admin.connect()
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`)
    await admin.end()
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledWith('default'), 5000)
    onChange.mockClear()
    await commit('after-reconnect')
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledWith('default'), 5000)
  })
})
