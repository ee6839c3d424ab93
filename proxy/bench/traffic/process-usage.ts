import { readdirSync, readFileSync } from 'node:fs'

/** Of a process and all below it. */
export type Usage = { cpuMicros: number; rssMiB: number }

type Stat = { pid: number; parent: number; ticks: number }

// Linux shows times in these units to programs, whatever its own are (USER_HZ, time(7)).
const TICK_MICROS = 10_000

/** /proc/<pid>/stat (proc(5)); the name, in parentheses, may hold anything. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const at = (number: number) => Number(fields[number - 3])
  return { pid: Number.parseInt(line, 10), parent: at(4), ticks: at(14) + at(15) }
}

/** KiB of resident memory in /proc/<pid>/status; 0 for one that has ended. */
export const parseResident = (status: string): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0)

/** The process and its descendants, in whatever order they are listed. */
export function treeOf(root: number, stats: readonly Stat[]): Stat[] {
  const own = stats.filter(({ pid }) => pid === root)
  const below = stats.filter(({ parent }) => parent === root)
  return [...own, ...below.flatMap(({ pid }) => treeOf(pid, stats))]
}

/** Undefined if the process ended meanwhile. */
function readOf<T>(pid: number | string, file: string, parse: (text: string) => T): T | undefined {
  try {
    return parse(readFileSync(`/proc/${pid}/${file}`, 'utf8'))
  } catch {
    return undefined
  }
}

/** CPU time, user and system, of all threads so far, and resident memory. Null where there is no /proc. */
export function usageOf(root: number): Usage | null {
  if (process.platform !== 'linux') return null
  const stats = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => readOf(pid, 'stat', parseStat))
  const tree = treeOf(root, stats.filter((stat) => stat !== undefined))
  const ticks = tree.reduce((total, stat) => total + stat.ticks, 0)
  const kib = tree.reduce((total, { pid }) => total + (readOf(pid, 'status', parseResident) ?? 0), 0)
  return { cpuMicros: ticks * TICK_MICROS, rssMiB: kib / 1024 }
}
