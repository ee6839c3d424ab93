const PRIME_1 = 0x9e3779b1
const PRIME_2 = 0x85ebca77
const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1

const encoder = new TextEncoder()
let scratch = new Uint8Array(256)

/** Writes the text's UTF-8 into `scratch`. @returns how many bytes */
function encode(text: string): number {
  const { length } = text
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (scratch.length < length * 3) scratch = new Uint8Array(length * 6)
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0x7f) return encoder.encodeInto(text, scratch).written
    scratch[at] = unit
  }
  return length
}

const wordAt = (at: number): number => scratch[at]! | (scratch[at + 1]! << 8) | (scratch[at + 2]! << 16) | (scratch[at + 3]! << 24)

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

const round = (lane: number, word: number): number => Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1)

/** Of the first bytes of `scratch`. */
function hashScratch(size: number, seed: number): number {
  let at = 0
  let hash: number
  if (size >= 16) {
    let a = (seed + PRIME_1 + PRIME_2) | 0
    let b = (seed + PRIME_2) | 0
    let c = seed | 0
    let d = (seed - PRIME_1) | 0
    for (; at + 16 <= size; at += 16) {
      a = round(a, wordAt(at))
      b = round(b, wordAt(at + 4))
      c = round(c, wordAt(at + 8))
      d = round(d, wordAt(at + 12))
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0
  } else hash = (seed + PRIME_5) | 0
  hash = (hash + size) | 0
  for (; at + 4 <= size; at += 4) hash = Math.imul(rotate((hash + Math.imul(wordAt(at), PRIME_3)) | 0, 17), PRIME_4)
  for (; at < size; at++) hash = Math.imul(rotate((hash + Math.imul(scratch[at]!, PRIME_5)) | 0, 11), PRIME_1)
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2)
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * XXH32 of the text's UTF-8 (xxHash specification, "XXH32 algorithm description").
 * @param seed 32 bits
 * @returns 32 bits, unsigned
 */
export const xxhash32 = (text: string, seed = 0): number => hashScratch(encode(text), seed)

/** The hashes of the prefix with 1, 2 … `count` behind it. @param add takes each */
export function numberedHashes(prefix: string, count: number, add: (hash: number) => void): void {
  // Room for the digits.
  const size = encode(`${prefix}${count}`) - String(count).length
  for (let number = 1, digits = 1, limit = 10; number <= count; number++) {
    if (number === limit) {
      digits++
      limit *= 10
    }
    for (let at = size + digits - 1, rest = number; at >= size; at--, rest = Math.floor(rest / 10)) scratch[at] = 48 + (rest % 10)
    add(hashScratch(size + digits, 0))
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')

/** Sixteen hexadecimal digits that stand for a name where the name itself is nobody's business. */
export const shortHash = (text: string): string => hex(xxhash32(text)) + hex(xxhash32(text, PRIME_1))
