import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyedHash, type Bits64 } from './keyed-hash.ts'

const hashOf = (text: string, key: Bits64): Bits64 => {
  const result = { low: 0, high: 0 }
  keyedHash(key, text, result)
  return result
}

/** Of the published vectors: the key is 00 01 … 07, the input 00 01 … of so many bytes. */
const KEY = { low: 0x03020100, high: 0x07060504 }
const input = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, at) => at)).toString('utf16le')
const hex = ({ low, high }: Bits64) => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32LE(low, 0)
  bytes.writeInt32LE(high, 4)
  return bytes.toString('hex')
}

describe('keyedHash', () => {
  test.each([
    [0, '218d1f59b9b83cc8'],
    [2, '064f39ef7c50eb57'],
    [4, 'd5e78a175be52ea1'],
    [6, 'ce3e91358aa2bc25'],
    [8, 'edfee820bce4858c'],
    [14, '3bb1a870eae8e658'],
  ])('of %i bytes is the published one', (bytes, expected) => expect(hex(hashOf(input(bytes), KEY))).toBe(expected))

  test('may be written into its key', () => {
    const key = { ...KEY }
    keyedHash(key, '203.0.113.7', key)
    expect(key).toEqual(hashOf('203.0.113.7', KEY))
  })

  test('of another text or by another key is another one', () => {
    const key = fc.record({ low: fc.integer(), high: fc.integer() })
    const another = (make: (one: Bits64, text: string, other: Bits64, more: string) => [Bits64, Bits64]) =>
      fc.assert(
        fc.property(key, fc.string(), key, fc.string({ minLength: 1 }), (one, text, other, more) => {
          const [a, b] = make(one, text, other, more)
          expect(hex(a)).not.toBe(hex(b))
        }),
      )
    another((one, text, _, more) => [hashOf(text, one), hashOf(text + more, one)])
    another((one, text, other) => [hashOf(text, one), hashOf(text, { low: other.low, high: ~one.high })])
  })
})
