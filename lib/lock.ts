import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { StartError } from './errors.ts'

/** Who holds a lock. `born` tells a process from a later one of the same number; empty where the system has no /proc. */
type Holder = { pid: number; born: string }

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return fallback
  }
}

/** Start of a process in clock ticks since boot, with the boot's id (proc_pid_stat(5), field 22). Empty: it does not run, or no /proc. */
function bornAt(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`, '')
  // The second field is the program's name, which may hold blanks and brackets.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return ticks === undefined ? '' : `${readOr('/proc/sys/kernel/random/boot_id', '').trim()}/${ticks}`
}

function isAlive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const actual = bornAt(pid)
  return born === '' || actual === '' || actual === born
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, born } = JSON.parse(text) as Partial<Holder>
    return Number.isInteger(pid) && typeof born === 'string' ? { pid: pid as number, born } : undefined
  } catch {
    return undefined
  }
}

/** Takes a dead holder's lock away; if another process was quicker, its lock is put back. */
function removeStale(file: string, seen: string): void {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, file)
  } catch {
    // Gone already, or taken again: the next try sees which.
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * Takes a lock file for this process alone. One whose process is dead is taken over.
 * @param refusal says, for a person, that the process of this number holds it
 * @returns gives it back
 * @throws {StartError} with the refusal
 */
export function takeLock(file: string, refusal: (holder: number) => string, pid = process.pid): () => void {
  const mine = JSON.stringify({ pid, born: bornAt(pid) } satisfies Holder)
  const draft = `${file}.${pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    for (;;) {
      try {
        linkSync(draft, file)
        return () => {
          if (readOr(file, '') === mine) rmSync(file, { force: true })
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const seen = readOr(file, '')
      const holder = parseHolder(seen)
      if (holder && isAlive(holder)) throw new StartError(refusal(holder.pid))
      removeStale(file, seen)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}
