import { unwatchFile, watchFile, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Env } from '#lib/env.ts'
import { setupUrlOf } from './addresses.ts'
import { type Addresses, removeRunFile, type RunFile, writeRunFile } from './run-file.ts'

type Pids = () => Omit<RunFile['processes'], 'supervisor'>

/** Keeps `run.json` true while the processes come and go. */
export type Recorder = {
  /** From now on it is written: all processes are ready. Gives the link for the first admin, while there is none. */
  open(addresses: Addresses, pids: Pids): string | undefined
  /** A process was started again. */
  refresh(): void
  close(): void
}

/** @param setupToken null once there is an admin */
export function recorder({ dataDir, setupToken: given }: Pick<Env, 'dataDir' | 'setupToken'>, setupToken: string | null): Recorder {
  const startedAt = new Date().toISOString()
  const tokenFile = path.join(dataDir, 'setup.token')
  let token = setupToken
  // A given token has no file; an empty one (never a right token) stands for it, so that its end is seen, too.
  if (token !== null && given !== undefined) writeFileSync(tokenFile, '', { flag: 'a', mode: 0o600 })
  let write: (() => void) | undefined

  return {
    open(addresses, pids) {
      const setupUrl = () => (token === null ? undefined : setupUrlOf(addresses.dashboard, token))
      write = () => {
        const processes = { supervisor: process.pid, ...pids() }
        writeRunFile(dataDir, { pid: process.pid, startedAt, addresses, processes, setupUrl: setupUrl() })
      }
      write()
      // The token's file is removed when the first admin is made.
      if (token !== null) {
        watchFile(tokenFile, { interval: 500, persistent: false }, ({ nlink }) => {
          if (nlink > 0) return
          unwatchFile(tokenFile)
          token = null
          write?.()
        })
      }
      return setupUrl()
    },
    refresh: () => write?.(),
    close() {
      write = undefined
      unwatchFile(tokenFile)
      removeRunFile(dataDir)
    },
  }
}
