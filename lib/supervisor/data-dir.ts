import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '#lib/errors.ts'

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'it, or a folder above it, is a file',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
  ENOENT: 'a folder above it cannot be made',
}

/**
 * Makes the data folder, and tries to write in it.
 * @throws {StartError} naming the folder and the reason
 */
export function prepareDataDir(dataDir: string): void {
  const probe = path.join(dataDir, `.probe-${process.pid}`)
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(probe, 'probe')
    rmSync(probe)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new StartError(`SLUICE_DATA_DIR ${dataDir} cannot be written: ${REASONS[code] ?? message}`)
  }
}
