import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchCase, TrafficResult } from '../../case.ts'
import { figuresOf } from '../figures.ts'
import { pickGenerator } from '../load/generator.ts'
import { holdConnections } from '../load/hold.ts'
import type { Plan } from '../load/plan.ts'
import { inRounds } from '../rounds.ts'
import { withStage } from '../stage.ts'
import { nginx } from '../subjects/nginx.ts'
import { sluice } from '../subjects/sluice.ts'
import { type Running, withWorkers } from '../subjects/subject.ts'

const NAME = 'workers'
const PLAN: Plan = { path: '/1k', connections: 64, tls: false, close: false }
const CONNECTIONS = 1000
const PATIENCE_MS = 5000
const POLL_MS = 100

/** Client connections that each worker has accepted, from `/metrics`. */
export function parseAccepted(metrics: string): number[] {
  return [...metrics.matchAll(/^sluice_worker_connections_accepted_total\{[^}]*\} (\d+)/gm)].map(([, value]) => Number(value))
}

async function accepted(status: number): Promise<number[]> {
  const response = await fetch(`http://127.0.0.1:${status}/metrics`)
  return parseAccepted(await response.text())
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The smallest share that a worker has of many new connections, in percent; undefined if the proxy does not tell. */
async function leastShare({ http: port, status = 0 }: Running): Promise<number | undefined> {
  const before = await accepted(status)
  if (before.length < 2) return undefined
  const { open, release } = await holdConnections({ port, tls: false, count: CONNECTIONS })
  const until = performance.now() + PATIENCE_MS
  let after = before
  // Workers write their figures once a second.
  while (sum(after) - sum(before) < open && performance.now() < until) {
    await sleep(POLL_MS)
    after = await accepted(status)
  }
  await release()
  const shares = after.map((value, index) => value - before[index]!)
  return Math.round((Math.min(...shares) / sum(shares)) * 1000) / 10
}

/** Two workers against one: what a request costs, and how the kernel deals out connections. */
export const WORKERS: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: (settings) =>
    withStage(
      settings,
      async ({ running, notes }) => {
        const { name: clients, generate } = pickGenerator()
        const measured = await inRounds(running, settings, ({ http }, seconds) => generate(PLAN, http, seconds))
        const note = [`the clients are ${clients}`, ...notes].join('; ')
        const results: TrafficResult[] = []
        for (const [subject, rounds] of measured) {
          const { name, version, variant } = subject
          const share = name === sluice.name && variant !== '1 worker' ? await leastShare(subject) : undefined
          results.push({
            case: NAME, variant: variant!, subject: name, version, ...figuresOf(rounds),
            ...(share !== undefined && { leastSharePercent: share }), ...(results.length === 0 && { note }),
          })
        }
        return results
      },
      [sluice, nginx].flatMap((subject) => [withWorkers(subject, 1), withWorkers(subject, 2)]),
    ),
}
