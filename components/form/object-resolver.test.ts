import { get } from 'react-hook-form'
import { expect, test } from 'vitest'
import { Route } from '#lib/model/route.ts'
import { objectResolver, recordPath } from './object-resolver.ts'
import { rowsToRecord, type KeyValuesRow } from './values.ts'

type Values = { name: string; service: string; hosts: string[]; headers: KeyValuesRow[] }
const resolve = objectResolver<Values>(
  Route,
  (values) => ({ ...values, headers: rowsToRecord(values.headers) }),
  (path, values) => recordPath('headers', path, values.headers) ?? path.join('.'),
)
const errorsOf = async (values: Values) => (await resolve(values, undefined, { fields: {}, shouldUseNativeValidation: false })).errors

const good: Values = { name: 'shop', service: 'shop', hosts: ['shop.test'], headers: [] }

test('valid values have no errors', async () => expect(await errorsOf(good)).toEqual({}))

test('an issue in a list stands at its row', async () => {
  const errors = await errorsOf({ ...good, hosts: ['shop.test', '-'] })
  expect(get(errors, 'hosts.0')).toBeUndefined()
  expect(get(errors, 'hosts.1.message')).toMatch(/host name/)
})

test('an issue in a record stands at the row with that name', async () => {
  const errors = await errorsOf({ ...good, headers: [{ name: 'x-a', values: ['1'] }, { name: 'x-b', values: [] }] })
  expect(get(errors, 'headers.1.values.message')).toMatch(/at least one/)
})
