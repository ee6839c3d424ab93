import { setTimeout as sleep } from 'node:timers/promises'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { BenchCase, TrafficResult } from '../../case.ts'
import { type Controller, startController } from '../controller.ts'
import { pickGenerator } from '../load/generator.ts'
import { pacedLoad } from '../load/own.ts'
import type { Plan } from '../load/plan.ts'
import { PATHS_PER_HOST } from '../../routing/route-specs.ts'
import { usageOf } from '../process-usage.ts'
import type { Settings } from '../settings.ts'
import { withSite } from '../stage.ts'
import { sluice, startSluice } from '../subjects/sluice.ts'
import { encodeConfig, siteConfig } from '../subjects/sluice-snapshot.ts'
import { verify } from '../verify.ts'

const NAME = 'reload-10k'
const ROUTES = 10_000
const RATE = 1000
const PLAN: Plan = { path: '/1k', connections: 64, tls: false, close: false }
/** Between a snapshot that is served and the next one. */
const REST_MS = 300
const LOAD_TIMES = 5

/** The same configuration with one route that asks for another header. */
function withChange(config: RoutingConfig, run: number): RoutingConfig {
  const at = (run * 7919) % (config.routes.length - 1)
  const declared = config.routes[at]!
  const changed = { ...declared, object: { ...declared.object, headers: { 'x-run': [String(run)] } } }
  return { ...config, routes: config.routes.with(at, changed) }
}

/** Publishes one after the other, over and over, until told to stop; how many it were. */
async function keepPublishing(controller: Controller, snapshots: readonly string[], isOver: () => boolean): Promise<number> {
  let count = 0
  while (!isOver()) {
    await controller.publish(snapshots[count++ % snapshots.length]!)
    await sleep(REST_MS)
  }
  return count
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

async function measure({ seconds, profileFolder }: Settings): Promise<TrafficResult[]> {
  return withSite(async (site, backend) => {
    const config = siteConfig(site, ROUTES)
    const base = encodeConfig(config)
    // Of another count, nearly every route is another one.
    const others = [withChange(config, 1), siteConfig(site, ROUTES - PATHS_PER_HOST), withChange(config, 2)]
    const snapshots = [...others.map(encodeConfig), base]
    const controller = await startController()
    const proxy = await startSluice(site, { workers: 1, profileFolder }, base, { link: controller, fastAccept: true })
    try {
      const { http, https, background: { pid } } = proxy
      await verify({ name: sluice.name, http, https }, site)
      await pickGenerator().generate(PLAN, http, seconds)
      // What is done for the first time is not yet compiled; a proxy is reloaded many times.
      for (const snapshot of snapshots) await controller.publish(snapshot)
      const quiet = await pacedLoad(PLAN, http, seconds, RATE)
      let isOver = false
      const publishing = keepPublishing(controller, snapshots, () => isOver)
      const stopped = publishing.then(() => Promise.reject(new Error('It stopped publishing')))
      const load = await Promise.race([pacedLoad(PLAN, http, seconds * LOAD_TIMES, RATE), stopped])
      const usage = usageOf(pid)
      isOver = true
      const publications = await publishing
      const failure = load.firstError === null ? [] : [`first error: ${load.firstError}`]
      const note = ['the clients are our own', `the backend is ${backend}`, ...failure].join('; ')
      return [{
        case: NAME, subject: sluice.name, version: sluice.version()!, note,
        requestsPerSecond: rounded(load.requests / load.seconds, 1), p50Ms: rounded(load.p50Ms, 3), p99Ms: rounded(load.p99Ms, 3),
        worstPauseMs: rounded(load.worstMs - quiet.p50Ms, 1), quietPauseMs: rounded(quiet.worstMs - quiet.p50Ms, 1),
        publications, errors: load.errors, ...(usage && { rssMiB: rounded(usage.rssMiB, 1) }),
      }]
    } finally {
      await proxy.background.stop()
      await controller.close()
    }
  })
}

/** Snapshots of 10,000 routes, most with one change and one wholly new, under a constant 1,000 requests a second. */
export const RELOAD: BenchCase = { name: NAME, group: 'traffic', run: measure }
