import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type BrowserReport, browserTally, FAILED, PASSED, type Tally } from './tally.ts'
import { chromiumPath } from '../../e2e/chromium.ts'
import { buildKube, GIVEN, kubeMissing } from '../../e2e/cluster/kube.ts'
import { isolated } from '../../e2e/cluster/network.ts'

export type Level = { name: string; run: (show: (text: string) => void) => Promise<Tally> }

const ROOT = path.join(import.meta.dirname, '../..')
const RESULTS = path.join(ROOT, 'e2e/.results')
const SOURCES = ['lib', 'proxy', 'app', 'components', 'e2e', 'prisma'].filter((folder) => existsSync(path.join(ROOT, folder)))

type Command = [program: string, args: string[]]
/** Puts a command into surroundings of its own. */
type Wrap = (command: Command) => Command

/** Runs a program of `node_modules` under this Node; all that it prints goes to `show`. */
function run(script: string, args: string[], show: (text: string) => void, env: Record<string, string> = {}, wrap: Wrap = (command) => command): Promise<number> {
  const child = spawn(...wrap([process.execPath, [path.join(ROOT, script), ...args]]), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', show)
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
}

const check = (name: string, script: string, ...args: string[]): Level => ({
  name,
  run: async (show) => ((await run(`node_modules/${script}`, args, show)) === 0 ? PASSED : FAILED),
})

/** A report that was not written, or that says nothing ran, is a failure; so is a bad exit code with no failed test in it. */
function judged(tally: Tally | undefined, exitCode: number): Tally {
  if (!tally || tally.passed + tally.failed + tally.skipped.length === 0) return FAILED
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

function report<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}

async function runVitest(name: string, show: (text: string) => void, options: string[] = [], wrap?: Wrap): Promise<Tally> {
  const file = path.join(RESULTS, `${name}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=dot', `--reporter=${path.join(import.meta.dirname, 'reporter.ts')}`]
  const code = await run('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...options], show, { SLUICE_TALLY_FILE: file }, wrap)
  return judged(report<Tally>(file), code)
}

/** The build of the API server comes first: the first one takes minutes, more than any test may. */
async function runCluster(show: (text: string) => void): Promise<Tally> {
  const reason = await kubeMissing()
  if (reason) return { passed: 0, failed: 0, skipped: [{ name: 'cluster', reason }] }
  try {
    await buildKube(show)
  } catch (error) {
    show(`${error instanceof Error ? error.message : String(error)}\n`)
    return FAILED
  }
  // A cluster that was given is not reached from a network of our own.
  const wrap: Wrap = (command) => (process.env[GIVEN] ? command : (isolated(...command) ?? command))
  return runVitest('cluster', show, ['--config', 'vitest.cluster.config.ts'], wrap)
}

async function runBrowser(show: (text: string) => void): Promise<Tally> {
  if (!(await chromiumPath())) return { passed: 0, failed: 0, skipped: [{ name: 'browser', reason: 'no Chromium: set CHROMIUM_PATH or install chromium' }] }
  const file = path.join(RESULTS, 'browser.json')
  rmSync(file, { force: true })
  const code = await run('node_modules/@playwright/test/cli.js', ['test'], show)
  const found = report<BrowserReport>(file)
  return judged(found && browserTally(found), code)
}

/** First of all: the other levels read what it makes. */
export const BUILD: Level = {
  name: 'build',
  run: async (show) => ((await run('lib/supervisor/prepare.mjs', [], show)) === 0 ? PASSED : FAILED),
}

/** Quick and apart from each other, so they run side by side. */
export const CHECKS: Level[] = [
  check('types', 'typescript/bin/tsc', '--noEmit', '--pretty', 'false'),
  check('lint', 'oxlint/bin/oxlint'),
  check('folders', 'dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', ...SOURCES),
  check('unused', 'knip/bin/knip.js', '--no-progress'),
]

/** Heavy, one after the other. */
export const SUITES: Level[] = [
  { name: 'unit', run: (show) => runVitest('unit', show) },
  { name: 'cluster', run: runCluster },
  { name: 'browser', run: runBrowser },
]
