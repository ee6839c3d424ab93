import { detectFastAccept } from './http1/fast-accept.ts'
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { StartError } from '#lib/errors.ts'
import { connectProxyLink, type ProxyLink } from '#lib/link/proxy-client.ts'
import type { ProxyReport } from '#lib/link/protocol.ts'
import { allocateRows } from './buckets/rows.ts'
import type { Health } from './health/health.ts'
import { watchTargets, type CheckOptions, type WatchedTargets } from './health/watch-targets.ts'
import type { LastGood } from './last-good.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { limited, type Log } from './log.ts'
import { collectMetrics } from './metrics.ts'
import { canShare, listen } from './listen.ts'
import { createServing, type Served, type Serving } from './serving.ts'
import { createHub, type Hub } from './sight/hub.ts'
import type { SightOptions } from './sight/sight.ts'
import { createStatusServer } from './status-server.ts'
import { startCrew, type Crew } from './workers/crew.ts'
import { extraPorts } from './workers/extra-ports.ts'
import { threads, type HeapLimits, type Spawn } from './workers/link.ts'
import { openOwnPorts } from './workers/own-ports.ts'
import { readVitals } from './workers/vitals.ts'

export type ProxyOptions = {
  host: string
  ports: { http: number; https: number; status: number }
  linkToken: string
  /** Null: no controller is asked. */
  link: { controllerUrl: () => string; caFile: string | undefined } | null
  lastGood: LastGood | null
  log: Log
  /** `inline`: one, in the thread of the caller, for tests. `script`: what a thread runs, `proxy/worker.ts` by default. */
  workers: 'inline' | { count: number; heap?: HeapLimits; script?: URL }
  limits?: Partial<Limits>
  trustedProxies?: string[]
  fastAccept?: boolean
  accessLog?: SightOptions['accessLog']
  /** How long requests in flight may take at the end, and on a listener that goes. */
  drainMs?: number
  /** How long, of that, connections are still accepted at the end, while whoever spreads them hears that this proxy is not ready any more. */
  preStopMs?: number
  /** After which a listener's port that was taken is tried again. */
  portRetryMs?: number
  checks?: CheckOptions
  random?: () => number
  now?: () => number
}

export type RunningProxy = {
  id: string
  ports: { http: number; https: number; status: number }
  apply: Serving['apply']
  served(): Served
  /** Ends a worker at once, as a fault would. */
  endWorker(number: number): Promise<void>
  /** The file of the access log was moved away. */
  reopenAccessLog(): void
  /** Readiness fails at once; resolves when all connections are gone. */
  drain(): Promise<void>
}

const NO_ACCESS_LOG: SightOptions['accessLog'] = { to: 'off', format: 'json', sample: 1 }

/**
 * Opens the ports, starts the workers, loads the last good snapshot and joins the controller.
 * @throws {StartError} if one of the three ports cannot be had; nothing is left open then
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { host, drainMs = 30_000, preStopMs = 0, portRetryMs = 5000, now = Date.now } = options
  const log: Log = {
    info: (facts, message) => options.log.info(facts, message),
    warn: limited((facts, message) => options.log.warn(facts, message), 10),
    error: limited((facts, message) => options.log.error(facts, message), 10),
  }
  // The crew begins before it is there to be told anything.
  const hub = createHub({ broadcast: (message) => source.crew.tell({ type: 'sight', message }) })
  const startedAt = new Date(now()).toISOString()
  const targets = watchTargets(options.checks ?? {}, log, startedAt, (message) => source.crew.tell({ type: 'health', message }))
  const { crew, isShared } = await openCrew(options, log, hub, targets.health)
  const source: Source = { crew, hub, targets, now, startedAt, isDraining: false, serving: null, link: null, id: '', ports: { http: 0, https: 0, status: 0 } }
  const status = statusServer(source)
  const ports = extraPorts(crew, { host, isShared, own: () => [source.ports.http, source.ports.https], drainMs })
  const serving = createServing({ crew, ports, lastGood: options.lastGood, log, portRetryMs, now })

  const opening = openPorts(options, crew, isShared, status)
  // While the threads begin, there is something to read.
  const serveLastGood = serving.readLastGood()
  source.ports = await opening
  crew.begun()
  source.id = `${hostname()}:${source.ports.http}`
  crew.identify({ id: source.id, ports: source.ports })
  source.serving = serving
  await serveLastGood()
  crew.tell({ type: 'started' })
  const link = options.link && join(options.link, source, serving, options.linkToken, log)
  source.link = link
  return {
    id: source.id,
    ports: source.ports,
    apply: serving.apply,
    served: serving.now,
    endWorker: crew.endWorker,
    reopenAccessLog: hub.reopen,
    async drain() {
      source.isDraining = true
      serving.stop()
      targets.health.stop()
      crew.tell({ type: 'ending' })
      const told = link?.report()
      if (preStopMs > 0) await new Promise((resolve) => setTimeout(resolve, preStopMs))
      await crew.drain(Math.max(0, drainMs - preStopMs))
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 1000))])
      link?.close()
      hub.close()
      targets.close()
      await crew.end()
      status.close()
      status.closeAllConnections()
    },
  }
}

/** What reports, status and metrics are made of. */
type Source = {
  crew: Crew
  hub: Hub
  targets: WatchedTargets
  now: () => number
  startedAt: string
  isDraining: boolean
  serving: Serving | null
  link: ProxyLink | null
  id: string
  ports: { http: number; https: number; status: number }
}

/** The primary has no use for the code of a worker, except where it is one. */
async function spawnOf({ workers, random, now }: ProxyOptions): Promise<Spawn> {
  if (workers !== 'inline') return threads(workers.heap, workers.script)
  const { inline } = await import('./workers/inline.ts')
  return inline({ random, now })
}

async function openCrew(options: ProxyOptions, log: Log, hub: Hub, health: Health): Promise<{ crew: Crew; isShared: boolean }> {
  const { workers, host } = options
  const wanted = workers === 'inline' ? 1 : workers.count
  const isShared = wanted > 1 && (await canShare(host))
  if (wanted > 1 && !isShared) log.warn({ workers: wanted }, 'this system does not let threads share a port: there is one worker')
  const spawn = await spawnOf(options)
  const crew = startCrew({
    count: isShared ? wanted : 1,
    spawn,
    log,
    settings: {
      host, isShared,
      linkToken: options.linkToken,
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      trustedProxies: options.trustedProxies ?? [],
      fastAccept: (options.fastAccept ?? true) && (await detectFastAccept()),
      secret: randomBytes(32),
      buckets: allocateRows(isShared ? wanted : 1),
      sight: { accessLog: options.accessLog ?? NO_ACCESS_LOG },
    },
    onSight: hub.receive,
    onEnter: hub.greet,
    health,
  })
  return { crew, isShared }
}

/** All three at once, or none. @throws {StartError} naming each that cannot be had */
async function openPorts({ host, ports }: ProxyOptions, crew: Crew, isShared: boolean, status: Server): Promise<Source['ports']> {
  const ofStatus = listen(status, { host, port: ports.status, isShared: false }).catch((error: Error) => {
    throw new StartError(`SLUICE_STATUS_PORT ${ports.status}: ${error.message}`)
  })
  const [own, statusPort] = await Promise.allSettled([Promise.race([openOwnPorts(crew, host, isShared, ports), crew.failed]), ofStatus])
  if (own.status === 'fulfilled' && statusPort.status === 'fulfilled') return { ...own.value, status: statusPort.value }
  await crew.end()
  if (statusPort.status === 'fulfilled') status.close()
  throw new StartError([own, statusPort].flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : [])).join('\n'))
}

function reportOf({ id, startedAt, isDraining, serving, ports, crew }: Source): ProxyReport {
  const { state, digest, revisions, attempted, message } = serving!.now()
  return {
    id, startedAt, state: isDraining ? 'draining' : state, digest, revisions, attempted, ...(message !== undefined && { message }), ports,
    // The link does not carry sums of latencies.
    counters: crew.books.all().map(({ latencySumMs: _, ...counter }) => counter),
  }
}

const join = (to: NonNullable<ProxyOptions['link']>, source: Source, serving: Serving, token: string, log: Log): ProxyLink =>
  connectProxyLink({
    ...to, id: source.id, token,
    report: () => reportOf(source),
    heldDigest: serving.heldDigest,
    onPublication: serving.take,
    countersVersion: source.crew.books.version,
    sight: source.hub.link,
    health: source.targets.link,
    onState: ({ connected, reason }) => (connected ? log.info({}, 'controller connected') : log.warn({ reason }, 'no controller')),
  })

function statusServer(source: Source): Server {
  const { crew, now } = source
  const hasSnapshot = () => source.serving !== null && source.serving.now().digest !== ''
  const isConnected = () => source.link?.isConnected() ?? false
  const notReady = () => {
    if (source.isDraining) return 'draining'
    if (!hasSnapshot()) return 'no configuration has been loaded yet'
    return crew.serving() === 0 ? 'no worker serves' : null
  }
  return createStatusServer({
    notReady,
    status() {
      if (!source.serving) return { ready: false }
      const { counters: _, ...facts } = reportOf(source)
      return { ...facts, ready: notReady() === null, controllerConnected: isConnected(), workers: crew.serving(), health: source.targets.health.status() }
    },
    metrics() {
      const { revisions, confirmedAt } = source.serving?.now() ?? { revisions: {}, confirmedAt: 0 }
      return collectMetrics(crew.books.all(), crew.tallies.sum(), {
        snapshots: source.serving?.results ?? { applied: 0, failed: 0 },
        snapshot: hasSnapshot() ? { revisions, ageSeconds: (now() - confirmedAt) / 1000 } : null,
        controllerConnected: isConnected(),
        isDraining: source.isDraining,
        serving: crew.serving(),
        workers: crew.members().map(({ number, vitals }) => ({ number, vitals: vitals && readVitals(vitals) })),
        workerEnds: [...crew.ends],
        accessLogDropped: source.hub.droppedLines(),
        targets: source.targets.health.metrics(),
      })
    },
  })
}
