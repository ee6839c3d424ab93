import type { Result } from './ask.ts'

const shown = (value: string | number | null) => value ?? 'none'

/** One line a test; below a failed one what differs, and where the request goes instead. */
export function resultLines({ name, passed, failures, verdict }: Result): string[] {
  if (passed) return [`ok    ${name}`]
  const differing = failures.map(({ field, expected, actual }) => `      ${field}: expected ${shown(expected)}, got ${shown(actual)}`)
  return [`FAIL  ${name}`, ...differing, `      ${verdict}`]
}
