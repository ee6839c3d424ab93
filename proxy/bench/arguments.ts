import { parseArgs } from 'node:util'
import type { Settings } from './traffic/settings.ts'

/** What `npm run bench` was asked for. `name` null: every case; `json` null: the table on stdout alone. */
export type BenchArguments = { name: string | null; json: string | null; settings: Settings }

export const USAGE = 'npm run bench -- [--case NAME] [--json FILE] [--rounds N] [--seconds N] [--subjects A,B] [--profile FOLDER]'

/** A number above zero. @throws {TypeError} for anything else */
function positive(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value <= 0) throw new TypeError(`--${name} must be a whole number above 0 (it is "${text}")`)
  return value
}

/**
 * Reads the options of `USAGE`; all but the first two are for traffic cases.
 * @throws {TypeError} for any other argument, or an option without its value
 */
export function parseArguments(args: string[]): BenchArguments {
  const text = { type: 'string' } as const
  const options = { case: text, json: text, rounds: text, seconds: text, subjects: text, profile: text }
  const { values } = parseArgs({ args, options, strict: true, allowPositionals: false })
  return {
    name: values.case ?? null,
    json: values.json ?? null,
    settings: {
      rounds: positive('rounds', values.rounds, 3),
      seconds: positive('seconds', values.seconds, 3),
      subjects: values.subjects?.split(',') ?? null,
      profileFolder: values.profile ?? null,
    },
  }
}
