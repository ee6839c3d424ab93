import { parseArgs } from 'node:util'
import { StartError } from '#lib/errors.ts'

export const USAGE = `Runs files of route tests against a running Sluice, and ends with 1 when one fails.

  npm run route-tests -- --url http://host:3000 [--token TOKEN] [--workspace default] FILE.yaml…

  --url        address of the dashboard
  --token      an API token, of a viewer or more; better in the variable SLUICE_TOKEN, since npm prints arguments
  --workspace  whose configuration is asked (default: default)

A file is YAML or JSON: a list of route tests, or {"tests": [...]}.
Exit codes: 0 all passed · 1 some failed · 2 a bad file or argument, or no answer.`

export type Options = { url: URL; token: string; workspace: string; files: string[] }

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  workspace: { type: 'string', default: 'default' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (cause) {
    throw new StartError(`${(cause as Error).message}\n\n${USAGE}`)
  }
}

function addressOf(text: string | undefined): URL {
  if (text === undefined) throw new StartError(`--url is missing\n\n${USAGE}`)
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new StartError(`--url must be an address such as http://host:3000, not "${text}"`)
  return new URL(text)
}

/**
 * What the command was told; null: to explain itself.
 * @param args those after the program
 * @param env where `SLUICE_TOKEN` may stand
 * @throws {StartError}
 */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Options | null {
  const { values, positionals: files } = parsed(args)
  if (values.help) return null
  const url = addressOf(values.url)
  const token = values.token ?? env.SLUICE_TOKEN
  if (!token) throw new StartError('Give an API token with --token, or in the variable SLUICE_TOKEN')
  if (files.length === 0) throw new StartError(`Name a file of route tests\n\n${USAGE}`)
  return { url, token, workspace: values.workspace, files }
}
