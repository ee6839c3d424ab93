import { expect, test } from 'vitest'
import { fieldRows } from './field-rows.ts'

test('what is no failure holds', () =>
  expect(fieldRows({ status: 404, service: 'shop' }, [{ field: 'service', expected: 'shop', actual: 'api' }])).toEqual([
    { field: 'status', expected: 404, actual: 404, holds: true },
    { field: 'service', expected: 'shop', actual: 'api', holds: false },
  ]))

test('of a request that arrives nowhere nothing else is known', () =>
  expect(fieldRows({ status: 404 }, [{ field: 'listener', expected: 'internal', actual: null }])).toEqual([
    { field: 'listener', expected: 'internal', actual: null, holds: false },
  ]))
