import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { StartError } from '#lib/errors.ts'
import { RouteTest } from '#lib/model/route-test.ts'

/** What an object that came from the API carries beyond its model. */
const ANSWERED_ONLY = ['kind', 'version', 'createdAt', 'updatedAt']

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(file: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new StartError(`${file} is neither YAML nor JSON: ${(cause as Error).message}`)
  }
}

function listIn(file: string, document: unknown): unknown[] {
  const list = isRecord(document) ? document.tests : document
  if (!Array.isArray(list)) throw new StartError(`${file} must be a list of route tests, or {"tests": [...]}`)
  if (list.length === 0) throw new StartError(`${file} holds no route test`)
  return list
}

function testIn(given: unknown): { test: RouteTest; problems: [] } | { test: null; problems: string[] } {
  const fields = isRecord(given) ? Object.fromEntries(Object.entries(given).filter(([field]) => !ANSWERED_ONLY.includes(field))) : given
  const result = RouteTest.safeParse(fields)
  if (result.success) return { test: result.data, problems: [] }
  return { test: null, problems: result.error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)) }
}

const titleOf = (given: unknown, index: number) => `test ${index + 1}${isRecord(given) && typeof given.name === 'string' ? ` (${given.name})` : ''}`

/**
 * The route tests of a file.
 * @throws {StartError} which says where in the file
 */
export async function readTests(file: string): Promise<RouteTest[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(`${file} cannot be read: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}`)
  })
  const list = listIn(file, parsed(file, text))
  const read = list.map((given, index) => ({ title: titleOf(given, index), ...testIn(given) }))
  const problems = read.flatMap(({ title, problems }) => problems.map((problem) => `${title}: ${problem}`))
  const tests = read.flatMap(({ test }) => test ?? [])
  const names = tests.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => `${name} is listed twice`)
  if (problems.length + twice.length > 0) throw new StartError([`${file} cannot be run:`, ...problems, ...twice].join('\n  '))
  return tests
}
