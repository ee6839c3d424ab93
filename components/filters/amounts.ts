import { byteAmount } from './byte-amount.ts'

const SPANS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000], ['ms', 1]] as const

/** `5 min`: a time in the largest unit that tells it exactly. */
export function spanText(ms: number): string {
  if (ms === 0) return '0 s'
  const [unit, length] = SPANS.find(([, one]) => ms % one === 0)!
  return `${ms / length} ${unit}`
}

/** `8 MiB` */
export function bytesText(bytes: number): string {
  const { amount, unit } = byteAmount(bytes)
  return `${amount} ${bytes === 0 ? 'B' : unit}`
}

const SHOWN = 3

/** `a, b, c +2` */
export const someOf = (items: readonly (string | number)[]) =>
  `${items.slice(0, SHOWN).join(', ')}${items.length > SHOWN ? ` +${items.length - SHOWN}` : ''}`
