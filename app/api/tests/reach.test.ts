import { expect, test } from 'vitest'
import { startApi, withShop } from './harness.ts'

test('a route that no request can reach is told by the write, the dry run and the list', async () => {
  const api = await startApi()
  await withShop(api)
  const twin = { name: 'twin', service: 'shop-v2', hosts: ['shop.test'] }
  const params = { winner: 'shop', entry: 'shop.test *' }
  const expected = { code: 'ROUTE_CONFLICT', severity: 'warning', source: { kind: 'routes', name: 'twin' }, params }
  for (const call of ['/routes?dryRun=true', '/routes']) {
    expect((await api.call('POST', call, { body: twin })).body.diagnostics).toMatchObject([expected])
  }
  const { items } = (await api.call('GET', '/diagnostics')).body
  expect(items).toMatchObject([expected])
})
