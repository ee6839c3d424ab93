import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HOST } from '../site.ts'
import type { Generator, Seen } from './plan.ts'

const TIMES: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const SIZES: Record<string, number> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 }

function inUnits(text: string, units: Record<string, number>): number {
  const [, value = '', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? []
  if (value === '' || units[unit] === undefined) throw new Error(`wrk: "${text}" is no figure`)
  return Number(value) * units[unit]
}

const sumOfFigures = (text: string): number => (text.match(/\d+/g) ?? []).reduce((total, figure) => total + Number(figure), 0)

/** What `wrk --latency` prints. @throws {Error} if a figure is missing */
export function parseWrk(output: string): Seen {
  const read = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1]
    if (found === undefined) throw new Error(`wrk: nothing like ${pattern} in\n${output}`)
    return found
  }
  const failures = /Socket errors: (.*)/.exec(output)?.[1] ?? ''
  const refused = /Non-2xx or 3xx responses: (.*)/.exec(output)?.[1] ?? ''
  const requests = Number(read(/(\d+) requests in/))
  const latency = (pattern: RegExp) => (requests === 0 ? NaN : inUnits(read(pattern), TIMES))
  return {
    requests,
    seconds: inUnits(read(/requests in ([^,]+),/), TIMES) / 1000,
    bytes: inUnits(read(/requests in [^,]+, (\S+) read/), SIZES),
    p50Ms: latency(/^\s+50%\s+(\S+)/m),
    p99Ms: latency(/^\s+99%\s+(\S+)/m),
    errors: sumOfFigures(failures) + sumOfFigures(refused),
  }
}

/** A whole large body must come within it. */
const PATIENCE = '30s'

const run = promisify(execFile)

export const wrk: Generator = async ({ path, connections, tls, close, headers = {} }, port, seconds) => {
  const fields = Object.entries({ Host: HOST, ...headers, ...(close && { Connection: 'close' }) }).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', PATIENCE, ...fields, url]
  const { stdout } = await run('wrk', args)
  return parseWrk(stdout)
}
