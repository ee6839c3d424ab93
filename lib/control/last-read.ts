import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { LoopLog } from './loop.ts'

/** What was read of clusters, for a start while their API servers are away. */
export type LastRead = {
  /** What was kept of a workspace under these settings, or null. */
  load(workspace: string, settings: string): RoutingConfig | null
  /** Writes it soon; of several in a row the last. */
  keep(config: RoutingConfig, settings: string): void
  /** Writes what waits. */
  flush(): void
}

type Kept = { settings: string; config: RoutingConfig }

const SOON_MS = 10_000

/**
 * Files in `<dataDir>/clusters`, a workspace each: encrypted, since they hold private keys, mode 0600, written beside and
 * renamed. A file that cannot be used is as good as none, and said.
 */
export function lastRead(dataDir: string, box: SecretBox, log: LoopLog): LastRead {
  const folder = path.join(dataDir, 'clusters')
  const waiting = new Map<string, Kept>()
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [workspace, kept] of waiting) {
      const file = path.join(folder, `${workspace}.sealed`)
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(`${file}.draft`, box.seal(JSON.stringify(kept)), { mode: 0o600, flush: true })
        renameSync(`${file}.draft`, file)
      } catch (err) {
        rmSync(`${file}.draft`, { force: true })
        log.error({ err, workspace }, 'what was read of a cluster cannot be kept')
      }
    }
    waiting.clear()
  }

  return {
    load(workspace, settings) {
      try {
        const kept = JSON.parse(box.open(readFileSync(path.join(folder, `${workspace}.sealed`), 'utf8'))) as Kept
        return kept.settings === settings ? kept.config : null
      } catch (err) {
        if ((err as NodeJS.ErrnoException).code !== 'ENOENT') log.error({ err, workspace }, 'what was kept of a cluster cannot be used')
        return null
      }
    },
    keep(config, settings) {
      waiting.set(config.workspace, { settings, config })
      timer ??= setTimeout(flush, SOON_MS).unref()
    },
    flush,
  }
}
