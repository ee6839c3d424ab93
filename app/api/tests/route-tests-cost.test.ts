import { expect, test, vi } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { startApi, withShop } from './harness.ts'

vi.mock('#lib/compile/compile.ts', async (load) => {
  const real = await load<{ compile: typeof compile }>()
  return { ...real, compile: vi.fn(real.compile) }
})

test('the check costs a compile only where there are tests, and the write reaches more than them', async () => {
  const api = await withShop(await startApi())
  const compiles = async (method: 'POST' | 'PATCH', address: string, body: object) => {
    vi.mocked(compile).mockClear()
    expect((await api.call(method, address, { body })).status).toBeLessThan(300)
    return vi.mocked(compile).mock.calls.length
  }
  const without = await compiles('PATCH', '/routes/shop', { tags: ['a'] })
  const ofTest = await compiles('POST', '/route-tests', { name: 'root', request: { url: 'http://shop.test/' }, expect: { route: 'shop' } })
  const withTest = await compiles('PATCH', '/routes/shop', { tags: ['b'] })
  const unchanged = await compiles('PATCH', '/routes/shop', { tags: ['b'] })
  expect({ ofTest, withTest, unchanged }).toEqual({ ofTest: without, withTest: without + 1, unchanged: 0 })
})
