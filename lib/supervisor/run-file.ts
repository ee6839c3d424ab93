import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type Addresses = { dashboard: string; http: string; https: string; status: string; controller: string }

/** What scripts read from `run.json` in the data folder. A process that ended has its old id until it is started again. */
export type RunFile = {
  pid: number
  startedAt: string
  addresses: Addresses
  processes: { supervisor: number; dashboard?: number | undefined; controller?: number | undefined; proxy?: number | undefined }
  /** Where the first admin is made; missing once there is one. */
  setupUrl?: string | undefined
}

const fileOf = (dataDir: string) => path.join(dataDir, 'run.json')

/** Replaces it in one step: who reads at that moment sees the old one or the new one. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  const draft = `${fileOf(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, fileOf(dataDir))
}

export const removeRunFile = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true })
