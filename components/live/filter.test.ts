import { describe, expect, test } from 'vitest'
import { askedOf, fits, isFiltered, isStatus, type LiveFilter } from './filter.ts'
import { makeRecord } from './testing/make-record.ts'

const filterOf = (fields: Partial<LiveFilter>): LiveFilter => ({ q: '', route: '', service: '', host: '', method: '', status: '', ...fields })
const record = makeRecord({ host: 'Shop.test:8080', target: '/Cart?page=2', method: 'POST', status: 404, route: 'shop', service: 'cart' })

describe('a request fits', () => {
  test.each<Partial<LiveFilter>>([
    {}, { q: 'cart' }, { q: 'PAGE=2' }, { route: 'shop' }, { service: 'cart' }, { host: 'shop' }, { host: 'TEST:8080' }, { method: 'post' },
    { status: '4xx' }, { status: '404' }, { q: 'cart', host: 'shop', status: '4xx' },
  ])('%o', (fields) => expect(fits(record, filterOf(fields))).toBe(true))
})

describe('it does not fit', () => {
  test.each<Partial<LiveFilter>>([
    { q: 'shop.test' }, { route: 'sho' }, { service: 'shop' }, { host: 'cart' }, { method: 'PO' }, { status: '5xx' }, { status: '400' },
    { q: 'cart', host: 'other' },
  ])('%o', (fields) => expect(fits(record, filterOf(fields))).toBe(false))
})

test('a status that is still being typed asks for none', () => {
  expect(isStatus('40')).toBe(false)
  expect(fits(record, filterOf({ status: '50' }))).toBe(true)
  expect(askedOf(filterOf({ status: '50', q: 'a' }))).toEqual(filterOf({ q: 'a' }))
  expect(askedOf(filterOf({ status: '5xx' })).status).toBe('5xx')
})

test('filtered is what asks for anything', () => {
  expect(isFiltered(filterOf({}))).toBe(false)
  expect(isFiltered(filterOf({ method: 'GET' }))).toBe(true)
})
