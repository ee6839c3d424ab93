/** 64 bits: a hash, or a key for hashes. */
export type Bits64 = { low: number; high: number }

/**
 * HalfSipHash-2-4 with 64 bits of output (Aumasson, Bernstein 2012), of the UTF-16 of a text, least significant byte first.
 * Who does not know the key cannot find texts that meet.
 * @param into takes the result, so that a request allocates nothing; it may be the key
 */
export function keyedHash(key: Readonly<Bits64>, text: string, into: Bits64): void {
  let v0 = key.low
  let v1 = key.high ^ 0xee
  let v2 = key.low ^ 0x6c796765
  let v3 = key.high ^ 0x74656462
  const words = text.length >>> 1
  // Behind the text comes the word with its length, then the rounds that end the first half and the second.
  for (let word = 0; word <= words + 4; word++) {
    let taken = 0
    if (word < words) taken = text.charCodeAt(2 * word) | (text.charCodeAt(2 * word + 1) << 16)
    else if (word === words) taken = ((2 * text.length) << 24) | (text.length & 1 ? text.charCodeAt(2 * word) : 0)
    else if (word === words + 1) v2 ^= 0xee
    else if (word === words + 3) {
      into.low = v1 ^ v3
      v1 ^= 0xdd
    }
    v3 ^= taken
    for (let round = 0; round < 2; round++) {
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    v0 ^= taken
  }
  into.high = v1 ^ v3
}
