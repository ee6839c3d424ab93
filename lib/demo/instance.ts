import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const Run = z.object({
  pid: z.number(),
  addresses: z.object({ dashboard: z.url(), http: z.url(), https: z.url() }),
  setupUrl: z.url().optional(),
})
/** A running Sluice, as its `run.json` says. */
export type Run = z.infer<typeof Run>

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function readRun(dataDir: string): Run | null {
  try {
    const run = Run.parse(JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')))
    return isAlive(run.pid) ? run : null
  } catch {
    return null
  }
}

async function waitForRun(dataDir: string, started: ChildProcess): Promise<Run> {
  for (;;) {
    if (started.exitCode !== null) throw new Error('Sluice did not start; its message stands above')
    const run = readRun(dataDir)
    if (run) return run
    await delay(100)
  }
}

/** The instance on this data folder; started here, for the caller to end, when none is running. */
export async function runningInstance(dataDir: string): Promise<{ run: Run; child: ChildProcess | null }> {
  const run = readRun(dataDir)
  if (run) return { run, child: null }
  // Detached, so that Ctrl-C reaches us alone and the demo's objects can be removed first.
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../supervisor/main.ts')], { stdio: 'inherit', detached: true })
  return { run: await waitForRun(dataDir, child), child }
}
