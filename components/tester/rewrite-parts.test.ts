import { expect, test } from 'vitest'
import { rewriteParts } from './rewrite-parts.ts'

const parts = (given: Partial<Parameters<typeof rewriteParts>[0]>) =>
  rewriteParts({ rule: 'stripPath', path: '/shop/cart', matched: '/shop', servicePath: '/', target: '/cart?x=1', why: '', ...given })

test('the matched part and the rest; the query is left out', () => {
  expect(parts({})).toEqual({ matched: '/shop', rest: '/cart', base: '', made: '/cart' })
})

test('the path of the service comes before what was made', () => {
  expect(parts({ servicePath: '/base/', target: '/base/cart' })).toMatchObject({ base: '/base', made: '/cart' })
})

test('a slash alone is not marked, nor a part that the path does not begin with', () => {
  expect(parts({ matched: '/' })).toMatchObject({ matched: '', rest: '/shop/cart' })
  expect(parts({ matched: '/other' })).toMatchObject({ matched: '', rest: '/shop/cart' })
})
