import { expect, onTestFinished, test } from 'vitest'
import { notReady } from '#lib/services/ready.ts'
import { setRuntime } from '#lib/services/runtime.ts'
import { GET as healthz } from '../../healthz/route.ts'
import { GET as readyz } from '../../readyz/route.ts'
import { startApi } from './harness.ts'

test('probes are answered without signing in; readiness falls while the database is away', async () => {
  const { runtime } = await startApi()
  onTestFinished(() => setRuntime(undefined))
  const ready = await readyz()
  expect([ready.status, await ready.text(), ready.headers.get('cache-control')]).toEqual([200, 'ready\n', 'no-store'])

  setRuntime({ ...runtime, stores: { ...runtime.stores, workspaces: () => Promise.reject(new Error('postgresql://user:password@db: refused')) } })
  const away = await readyz()
  expect([away.status, await away.text()]).toEqual([503, 'the database does not answer\n'])
  const alive = healthz()
  expect([alive.status, await alive.text()]).toEqual([200, 'ok\n'])
})

test('a database that says nothing is not waited for', async () => {
  const { runtime } = await startApi()
  onTestFinished(() => setRuntime(undefined))
  setRuntime({ ...runtime, stores: { ...runtime.stores, workspaces: () => new Promise(() => {}) } })
  expect(await notReady(10)).toBe('the database does not answer')
})
