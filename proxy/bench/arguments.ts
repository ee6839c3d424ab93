import { parseArgs } from 'node:util'

/** What `npm run bench` was asked for. `name` null: every case; `json` null: the table on stdout alone. */
export type BenchArguments = { name: string | null; json: string | null }

/**
 * Reads `[--case NAME] [--json FILE]`.
 * @throws {TypeError} for any other argument, or an option without its value
 */
export function parseArguments(args: string[]): BenchArguments {
  const options = { case: { type: 'string' }, json: { type: 'string' } } as const
  const { values } = parseArgs({ args, options, strict: true, allowPositionals: false })
  return { name: values.case ?? null, json: values.json ?? null }
}
