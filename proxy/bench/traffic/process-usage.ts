import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Of a process and all below it. */
export type Usage = { cpuMicros: number; rssMiB: number }

type Stat = { pid: number; parent: number; ticks: number; pages: number }

/** One line of /proc/<pid>/stat (proc(5)); the name, in parentheses, may hold anything. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const at = (number: number) => Number(fields[number - 3])
  return { pid: Number.parseInt(line, 10), parent: at(4), ticks: at(14) + at(15), pages: at(24) }
}

/** The process and its descendants, whatever order they come in. */
export function treeOf(root: number, stats: readonly Stat[]): Stat[] {
  const own = stats.filter(({ pid }) => pid === root)
  const below = stats.filter(({ parent }) => parent === root)
  return [...own, ...below.flatMap(({ pid }) => treeOf(pid, stats))]
}

function readStats(): Stat[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))]
    } catch {
      // It ended between the two calls.
      return []
    }
  })
}

const configured = (name: string): number => Number(execFileSync('getconf', [name], { encoding: 'utf8' }))
let units: { tickMicros: number; pageBytes: number } | undefined

/** CPU time, user and system, of all threads so far, and resident memory. Null where there is no /proc. */
export function usageOf(root: number): Usage | null {
  if (process.platform !== 'linux') return null
  units ??= { tickMicros: 1e6 / configured('CLK_TCK'), pageBytes: configured('PAGESIZE') }
  const tree = treeOf(root, readStats())
  const sum = (value: (stat: Stat) => number) => tree.reduce((total, stat) => total + value(stat), 0)
  return { cpuMicros: sum(({ ticks }) => ticks) * units.tickMicros, rssMiB: (sum(({ pages }) => pages) * units.pageBytes) / 2 ** 20 }
}
