import path from 'node:path'
import { takeLock } from '#lib/lock.ts'

/**
 * Takes the data folder for this process alone. A lock whose process is dead is taken over.
 * @returns gives it back
 * @throws {StartError} naming the process that holds it
 */
export const lockDataDir = (dataDir: string, pid = process.pid): (() => void) =>
  takeLock(
    path.join(dataDir, 'lock'),
    (holder) => `SLUICE_DATA_DIR ${dataDir} is in use by another Sluice, process ${holder}. Stop it, or choose another folder.`,
    pid,
  )
