/**
 * The value below which a share of all lies, by the nearest rank: always one that was measured.
 * @param share between 0 and 1
 * @throws {RangeError} if there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('No values')
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length % 2 === 1) return percentile(values, 0.5)
  const sorted = values.toSorted((a, b) => a - b)
  return (percentile(values, 0.5) + sorted[sorted.length / 2]!) / 2
}
