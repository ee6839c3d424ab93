import fs from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { StartError } from '#lib/errors.ts'

export type LogTarget = 'stdout' | { file: string }

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = fs.constants
// Without O_NONBLOCK, a named pipe that nobody reads would hold up a thread of libuv's pool, which are four for all workers.
const FILE_FLAGS = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK
const FILE_MODE = 0o640

/** Opened once more, standard output can be told not to block without telling the processes that share it. */
function openStdoutAgain(): number | null {
  try {
    return fs.openSync('/proc/self/fd/1', O_WRONLY | O_NONBLOCK)
  } catch {
    return null
  }
}

/**
 * Standard output as it cannot hold up anybody. Where a pipe cannot be opened again (it belongs to another user, or is a
 * socket), only the main thread can make it non-blocking.
 */
function openStdout(): number {
  const stat = fs.fstatSync(1)
  // Of a file, only this descriptor knows the place that the proxy's own log has reached.
  const again = stat.isFIFO() || stat.isCharacterDevice() ? openStdoutAgain() : null
  if (again === null && isMainThread && !stat.isFile()) void process.stdout.writable
  return again ?? 1
}

/** @throws {StartError} if the file cannot be opened */
export function openTarget(to: LogTarget): number {
  if (to === 'stdout') return openStdout()
  try {
    return fs.openSync(to.file, FILE_FLAGS, FILE_MODE)
  } catch (error) {
    throw new StartError(`SLUICE_ACCESS_LOG cannot be written: ${(error as Error).message}`)
  }
}

/** As at the start, without holding up this thread. */
export const openFile = (file: string): Promise<number> =>
  new Promise((resolve, reject) => fs.open(file, FILE_FLAGS, FILE_MODE, (error, fd) => (error ? reject(error) : resolve(fd))))

/**
 * Tries the target of the access log in the primary, before workers open it for themselves: a start that cannot succeed ends
 * with a message, and standard output is made ready for many writers.
 * @throws {StartError} if the file cannot be opened
 */
export function tryTarget(to: LogTarget | 'off'): void {
  if (to === 'off') return
  const fd = openTarget(to)
  if (fd !== 1) fs.closeSync(fd)
}
