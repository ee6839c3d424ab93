import { readFileSync } from 'node:fs'

/** Ticks (USER_HZ) that all processors were busy; those stolen by other machines are not. */
export function parseBusy(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = stat.slice(0, stat.indexOf('\n')).match(/\d+/g)!.map(Number)
  return user + nice + system + irq + softirq
}

/** Ticks of a process and of all its children that have ended, from /proc/<pid>/stat. */
export function parseOwn(stat: string): number {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15).reduce((total, ticks) => total + Number(ticks), 0)
}

const TICKS_PER_SECOND = 100

function foreignTicks(): number {
  if (process.platform !== 'linux') return 0
  return parseBusy(readFileSync('/proc/stat', 'utf8')) - parseOwn(readFileSync('/proc/self/stat', 'utf8'))
}

/**
 * Measures what else went on on this machine. All processes that were started since must have ended.
 * @returns how long it was, and the cores that others kept busy on average; 0 where the platform does not tell
 */
export function watchOthers(): () => { seconds: number; cores: number } {
  const begin = performance.now()
  const before = foreignTicks()
  return () => {
    const seconds = (performance.now() - begin) / 1000
    return { seconds, cores: Math.max(0, foreignTicks() - before) / TICKS_PER_SECOND / seconds }
  }
}
