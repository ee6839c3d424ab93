import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { ROOT, type Manifest } from './manifests.ts'

const runFile = promisify(execFile)
const SOURCE = path.join(import.meta.dirname, 'helm')
export const CHART = path.join(ROOT, 'deploy/chart')

export type Release = { name?: string; namespace?: string; values?: object }
/** `error`: why nothing is rendered; empty where it is. */
export type Rendered = { manifests: Manifest[]; notes: string; error: string; lint: string[] }

/** Why charts cannot be rendered here, or null if they can. */
export const helmMissing = (): Promise<string | null> =>
  runFile('go', ['version']).then(
    () => null,
    () => 'no Go to build Helm with',
  )

/** Renders the chart with Helm's own code, as `helm install` would for each of the releases. */
export async function renderChart(releases: readonly Release[]): Promise<Rendered[]> {
  const program = (await runFile(path.join(SOURCE, 'build'), { timeout: 900_000, maxBuffer: 1 << 26 })).stdout.trim()
  const running = runFile(program, [CHART], { maxBuffer: 1 << 28 })
  const wanted = releases.map(({ name = 'sluice', namespace = 'sluice', values = {} }) => ({ name, namespace, values }))
  running.child.stdin?.end(JSON.stringify(wanted))
  const outcomes = JSON.parse((await running).stdout) as { manifests: string; notes: string; error: string; lint: string[] | null }[]
  return outcomes.map(({ manifests, notes, error, lint }) => ({
    manifests: parseAllDocuments(manifests).flatMap((document) => (document.toJS() as Manifest | null) ?? []),
    notes,
    error,
    // Who wants an icon may add one.
    lint: (lint ?? []).filter((line) => !line.includes('icon is recommended')),
  }))
}
