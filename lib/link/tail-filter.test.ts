import { describe, expect, test } from 'vitest'
import { makeRecord } from './testing/record.ts'
import type { TailFilter } from './requests.ts'
import { tailKey, tailTest } from './tail-filter.ts'

const RECORD = makeRecord({ workspace: 'lab', route: 'shop', service: 'cart', host: 'Shop.test:8000', method: 'POST', status: 404, target: '/Cart?item=Tea' })

const TAKES: TailFilter[] = [
  {}, { workspace: 'lab' }, { route: 'shop' }, { service: 'cart' }, { host: 'shop.TEST' }, { method: 'post' }, { status: '404' }, { status: '4xx' }, { q: 'cart?ITEM' },
  { workspace: 'lab', route: 'shop', service: 'cart', host: 'shop', method: 'POST', status: '4xx', q: 'tea' },
]
const REFUSES: TailFilter[] = [
  { workspace: 'default' }, { route: 'sho' }, { service: 'shop' }, { host: 'other' }, { method: 'GET' }, { status: '5xx' }, { q: 'coffee' },
  { workspace: 'lab', route: 'shop', service: 'cart', host: 'shop', method: 'POST', status: '5xx', q: 'tea' },
]

describe('a filter', () => {
  test.each(TAKES.map((filter) => [JSON.stringify(filter), filter] as const))('takes %s', (_, filter) => expect(tailTest(filter)(RECORD)).toBe(true))
  test.each(REFUSES.map((filter) => [JSON.stringify(filter), filter] as const))('refuses by %s', (_, filter) => expect(tailTest(filter)(RECORD)).toBe(false))
})

test('what found no route belongs to every workspace, and to no route', () => {
  const lost = makeRecord({ workspace: '', route: '', service: '' })
  expect([tailTest({ workspace: 'lab' })(lost), tailTest({ workspace: 'lab', route: 'shop' })(lost)]).toEqual([true, false])
})

test('equal filters have one name, others another', () => {
  expect(tailKey({ host: 'a', route: 'b' })).toBe(tailKey({ route: 'b', host: 'a' }))
  expect(tailKey({ host: 'a' })).not.toBe(tailKey({ route: 'a' }))
  expect(tailKey({ q: 'null' })).not.toBe(tailKey({}))
})
