import { expect, test } from 'vitest'
import { newServiceField, newServiceObjects, newServiceSchema, newServiceValues } from './new-service-values.ts'

const NewServiceObjects = newServiceSchema('Give an address')

const fields = (given: Partial<ReturnType<typeof newServiceValues>>) => {
  const values = { ...newServiceValues('shop'), ...given }
  const result = NewServiceObjects.safeParse(newServiceObjects(values))
  return result.error?.issues.map((issue) => newServiceField(issue.path as (string | number)[], values)) ?? []
}

test('addresses make an upstream of the same name', () => {
  const made = NewServiceObjects.parse(newServiceObjects({ ...newServiceValues(' shop '), addresses: ['127.0.0.1:9001', '', '[::1]:80 5'] }))
  expect(made.upstream).toMatchObject({ name: 'shop', targets: [{ host: '127.0.0.1', port: 9001, weight: 100 }, { host: '::1', port: 80, weight: 5 }] })
  expect(made.service).toMatchObject({ name: 'shop', protocol: 'http', upstream: 'shop' })
})

test('an upstream that is there is only named', () => {
  const made = NewServiceObjects.parse(newServiceObjects({ ...newServiceValues('api'), to: 'upstream', upstream: 'shop', protocol: 'https' }))
  expect(made).toEqual({ service: expect.objectContaining({ name: 'api', protocol: 'https', upstream: 'shop' }) })
})

test.each([
  [{ name: 'a b' , addresses: ['a:1'] }, ['name', 'name', 'name']],
  [{ addresses: ['', 'no port'] }, ['addresses.1']],
  [{ addresses: [''] }, ['addresses.0']],
  [{ to: 'upstream' as const }, ['upstream']],
])('the issues of %j stand at their fields', (given, expected) => expect(fields(given)).toEqual(expected))
