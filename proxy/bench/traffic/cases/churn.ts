import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import { makeSnapshot, prefix } from '#proxy/testing/snapshot.ts'
import { seededRandom } from '#proxy/http1/codec/testing/random.ts'
import type { BenchCase, TrafficResult } from '../../case.ts'
import { startChurnBackend } from '../load/churn-backend.ts'
import { startChurn } from '../load/churn-clients.ts'
import { usageOf } from '../process-usage.ts'
import type { Settings } from '../settings.ts'
import { withFolder, type Site } from '../site.ts'
import { sluice, startSluice } from '../subjects/sluice.ts'

const NAME = 'churn'
const WORKERS = 2
/** How many rounds long. */
const TIMES = 20
const SAMPLE_MS = 500
/** Of the whole time: what comes before is the warm-up, and so long is what its end is compared with. */
const SHARE = 1 / 3
const TIMEOUTS = { connectTimeoutMs: 500, readTimeoutMs: 1500, writeTimeoutMs: 1500 }
const PATIENCE_MS = 10_000

type Sample = { rssMiB: number; descriptors: number }

const OPEN = /^sluice_(?:connections|requests_in_flight|tunnels|upstream_connections)(?:\{.*\})? (\d+)$/gm
const ENDS = /^sluice_worker_ends_total\{.*\} (\d+)$/gm

const metricsOf = async (status: number): Promise<string> => (await fetch(`http://127.0.0.1:${status}/metrics`)).text()

const sum = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0)

/** All that is open or under way, but for connections to targets that are kept for a next request. */
const openIn = (metrics: string): number => sum(metrics.replaceAll(/^.*state="idle".*$/gm, ''), OPEN)

const descriptorsOf = (pid: number): number => (process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : 0)

/** Memory is at its lowest behind a collection of garbage, whenever that is. */
const least = (samples: readonly Sample[]): number => Math.min(...samples.map(({ rssMiB }) => rssMiB))

const descriptors = (samples: readonly Sample[]): number =>
  samples.reduce((total, sample) => total + sample.descriptors, 0) / samples.length

const rounded = (value: number): number => Number(value.toFixed(1))

async function sampled(pid: number, seconds: number): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(SAMPLE_MS)) {
    samples.push({ rssMiB: usageOf(pid)?.rssMiB ?? 0, descriptors: descriptorsOf(pid) })
  }
  return samples
}

/** What is still open a while after all clients have gone. */
async function leftOpen(status: number): Promise<number> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(SAMPLE_MS)) {
    const open = openIn(await metricsOf(status))
    if (open === 0 || performance.now() > until) return open
  }
}

async function measure({ seconds, profileFolder }: Settings): Promise<TrafficResult[]> {
  return withFolder(async (folder, certificate) => {
    const random = seededRandom(1)
    const backend = await startChurnBackend(random)
    const site: Site = { folder, backendPort: backend.port, certificate }
    const snapshot = makeSnapshot({
      certificates: [{ workspace: 'default', name: 'any', cert: certificate.cert, key: certificate.key, snis: ['*'] }],
      routes: ['a', 'honest'].map((name) => ({ name, path: prefix(`/${name}`), targets: [{ port: backend.port }], service: TIMEOUTS })),
    })
    const wishes = { workers: WORKERS, profileFolder }
    const manner = { link: null, fastAccept: true }
    const { background, http, https, status = 0 } = await startSluice(site, wishes, encodeSnapshot(snapshot), manner)
    try {
      const { counts, stop } = startChurn({ http, https }, random)
      const samples = await Promise.race([sampled(background.pid, seconds * TIMES), background.ended])
      await stop()
      const left = await leftOpen(status)
      const share = Math.ceil(samples.length * SHARE)
      const [early, late] = [samples.slice(share / 2, share), samples.slice(-share / 2)]
      const growth = (least(late) / least(early) - 1) * 100
      return [{
        case: NAME, subject: sluice.name, version: sluice.version()!, errors: counts.failed,
        rssMiB: rounded(least(late)), rssGrowthPercent: rounded(growth), descriptorsGrowth: rounded(descriptors(late) - descriptors(early)),
        leftOpen: left, workerEnds: sum(await metricsOf(status), ENDS),
        note: `${counts.connections} connections in ${seconds * TIMES} s, ${counts.honest} honest requests, a backend that lies`,
      }]
    } finally {
      await background.stop()
      backend.close()
    }
  })
}

/** Clients and backends that leave in every way, at a bounded rate: memory and sockets stay as they were after a third of the time. */
export const CHURN: BenchCase = { name: NAME, group: 'traffic', run: measure }
