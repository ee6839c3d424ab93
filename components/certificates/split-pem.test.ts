import { expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { countAuthorities, splitPem } from './split-pem.ts'

const { cert, key } = TEST_CERTIFICATE
const clean = (pem: string) => `${pem.trim()}\n`

test('a file with both gives both', () => {
  expect(splitPem(`Bag Attributes\n${key}\n${cert}`)).toEqual({ cert: clean(cert), key: clean(key) })
})

test('a chain keeps its order', () => {
  const chain = ['A', 'B', 'C'].map((name) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`)
  expect(splitPem(chain.join('\r\n\r\n')).cert).toBe(`${chain.join('\n')}\n`)
})

test.each([
  ['EC PRIVATE KEY', 'key'],
  ['ENCRYPTED PRIVATE KEY', 'key'],
  ['TRUSTED CERTIFICATE', 'cert'],
] as const)('%s is a %s', (label, part) => {
  const block = `-----BEGIN ${label}-----\nAA==\n-----END ${label}-----`
  expect(splitPem(block)[part]).toBe(`${block}\n`)
})

test('other text gives neither', () => expect(splitPem('hello')).toEqual({ cert: '', key: '' }))

test.each([
  [`${cert}# second\n${cert}`, 2],
  [cert, 1],
  ['hello', 0],
])('counts the certificates of a bundle', (bundle, count) => expect(countAuthorities(bundle)).toBe(count))
