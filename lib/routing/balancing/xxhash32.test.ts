import { expect, test } from 'vitest'
import { numberedHashes, shortHash, xxhash32 } from './xxhash32.ts'

test.each([
  ['', 0, 0x02cc5d05],
  ['', 0x9e3779b1, 0x36b78ae7],
  ['a', 0, 0x550d7456],
  ['abc', 0, 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0, 0xe2293b2f],
])('xxhash32 of %j with seed %i', (text, seed, expected) => {
  expect(xxhash32(text, seed)).toBe(expected)
})

test('text that is not ASCII is hashed as its UTF-8, whatever was hashed before', () => {
  const alone = xxhash32('straße 😀')
  xxhash32('x'.repeat(10_000))
  expect(xxhash32('straße 😀')).toBe(alone)
  expect(xxhash32('straße 😀')).not.toBe(xxhash32('strase 😀'))
})

test('a text longer than any before', () => {
  expect(xxhash32('ab'.repeat(50_000))).toBe(xxhash32('ab'.repeat(50_000)))
  expect(xxhash32('ab'.repeat(50_000))).not.toBe(xxhash32(`${'ab'.repeat(49_999)}ac`))
})

test.each(['10.0.0.1:80 ', 'grüße '])('numbered hashes of %j are those of the texts', (prefix) => {
  const hashes: number[] = []
  numberedHashes(prefix, 1234, (hash) => hashes.push(hash))
  expect(hashes).toEqual(Array.from({ length: 1234 }, (_, index) => xxhash32(`${prefix}${index + 1}`)))
})

test('a short hash has sixteen digits', () => {
  expect(shortHash('10.0.0.1:80')).toMatch(/^[0-9a-f]{16}$/)
  expect(shortHash('10.0.0.1:80')).not.toBe(shortHash('10.0.0.1:81'))
})
