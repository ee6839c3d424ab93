/** A whole number from 0 to below `below`. */
export type Random = (below: number) => number

/** Numbers that a seed decides (xorshift, 32 bits). */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / 2 ** 32) * below)
  }
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!
