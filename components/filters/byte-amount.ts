import type { Codec } from './codec.ts'

const FACTORS = { B: 1, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824 } as const
export type ByteUnit = keyof typeof FACTORS
export const BYTE_UNITS = Object.keys(FACTORS) as ByteUnit[]

export type ByteAmount = { amount: number | string | undefined; unit: ByteUnit }

/** The largest unit that tells a number of bytes exactly. */
export function byteAmount(bytes: number): { amount: number; unit: ByteUnit } {
  if (bytes === 0) return { amount: 0, unit: 'MiB' }
  const unit = BYTE_UNITS.findLast((one) => bytes % FACTORS[one] === 0)!
  return { amount: bytes / FACTORS[unit], unit }
}

/** A number of bytes as an amount and its unit. */
export const bytes: Codec<number, ByteAmount> = {
  show: byteAmount,
  send: ({ amount, unit }) => (typeof amount === 'number' ? amount * FACTORS[unit] : amount),
  at: () => '.amount',
}
