import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { StartError } from '#lib/errors.ts'
import { connectProxyLink, type ProxyLink } from '#lib/link/proxy-client.ts'
import type { ProxyReport } from '#lib/link/protocol.ts'
import { createCounters } from './counters.ts'
import type { Gate } from './http1/exchange.ts'
import type { LastGood } from './last-good.ts'
import { limited, type Log } from './log.ts'
import { collectMetrics, createTally } from './metrics.ts'
import { extraPorts, listen, openPort, type OpenPort } from './ports.ts'
import { createServing, type Served, type Serving } from './serving.ts'
import { createStatusServer } from './status-server.ts'

export type ProxyOptions = {
  host: string
  ports: { http: number; https: number; status: number }
  linkToken: string
  /** Null: no controller is asked. */
  link: { controllerUrl: () => string; caFile: string | undefined } | null
  lastGood: LastGood | null
  log: Log
  /** How long requests in flight may take at the end, and on a listener that goes. */
  drainMs?: number
  /** How long a client may pause inside a request body. */
  clientBodyMs?: number
  /** After which a listener's port that was taken is tried again. */
  portRetryMs?: number
  random?: () => number
  now?: () => number
}

export type RunningProxy = {
  id: string
  ports: { http: number; https: number; status: number }
  apply: Serving['apply']
  served(): Served
  /** Readiness fails at once; resolves when all connections are gone. */
  drain(): Promise<void>
}

/**
 * Opens the ports, loads the last good snapshot and joins the controller.
 * @throws {StartError} if one of the three ports cannot be had; nothing is left open then
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { log, drainMs = 30_000, portRetryMs = 5000 } = options
  const gate = createGate(options)
  let begin = () => {}
  gate.starting = new Promise((resolve) => (begin = resolve))
  const extra = extraPorts(gate, options.host, drainMs)
  const serving = createServing({ gate, extraPorts: extra, lastGood: options.lastGood, log, portRetryMs })
  let link: ProxyLink | null = null
  const isConnected = () => link?.isConnected() ?? false
  const report = reporter(gate, serving)
  const status = statusServer(gate, serving, report, isConnected)

  const own = await openOwnPorts(gate, options, status)
  gate.id = `${hostname()}:${gate.ports.http}`
  await serving.loadLastGood()
  gate.starting = null
  begin()
  if (options.link) {
    link = connectProxyLink({
      ...options.link, id: gate.id, token: options.linkToken, report,
      heldDigest: () => serving.now().digest,
      onPublication: serving.take,
      countersVersion: gate.counters.version,
      onState: ({ connected, reason }) => (connected ? log.info({}, 'controller connected') : log.warn({ reason }, 'no controller')),
    })
  }
  return {
    id: gate.id,
    ports: gate.ports,
    apply: serving.apply,
    served: serving.now,
    async drain() {
      gate.isDraining = true
      const told = link?.report()
      await Promise.all([...own.map((port) => port.close(drainMs)), extra.close(drainMs)])
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 1000))])
      link?.close()
      serving.destroy()
      status.close()
      status.closeAllConnections()
    },
  }
}

const createGate = ({ ports, linkToken, log, clientBodyMs = 60_000, random = Math.random, now = Date.now }: ProxyOptions): Gate => ({
  id: '', live: null, onLive: new Set(), starting: null, isDraining: false, ports, linkToken, clientBodyMs, seenNonces: new Map(),
  counters: createCounters(), tally: createTally(), random, now,
  log: {
    info: (facts, message) => log.info(facts, message),
    warn: limited((facts, message) => log.warn(facts, message), 10),
    error: limited((facts, message) => log.error(facts, message), 10),
  },
})

function reporter(gate: Gate, serving: Serving): () => ProxyReport {
  const startedAt = new Date(gate.now()).toISOString()
  return () => {
    const { state, digest, revisions, attempted, message } = serving.now()
    return {
      id: gate.id, startedAt, state: gate.isDraining ? 'draining' : state, digest, revisions, attempted, ...(message !== undefined && { message }),
      ports: gate.ports, counters: gate.counters.all(),
    }
  }
}

function statusServer(gate: Gate, serving: Serving, report: () => ProxyReport, isConnected: () => boolean): Server {
  return createStatusServer({
    notReady: () => (gate.isDraining ? 'draining' : gate.live ? null : 'no configuration has been loaded yet'),
    status() {
      const { counters: _, ...facts } = report()
      return { ...facts, ready: !gate.isDraining && gate.live !== null, controllerConnected: isConnected() }
    },
    metrics() {
      const { revisions, confirmedAt } = serving.now()
      const facts = { revisions, ageSeconds: (gate.now() - confirmedAt) / 1000, controllerConnected: isConnected() }
      return collectMetrics(gate.counters, gate.tally, gate.live && facts)
    },
  })
}

/** All three at once, or none. @throws {StartError} naming each that cannot be had */
async function openOwnPorts(gate: Gate, { host, ports }: ProxyOptions, status: Server): Promise<OpenPort[]> {
  const [http, https, statusPort] = await Promise.allSettled([
    openPort(gate, 'http', host, ports.http, 'SLUICE_HTTP_PORT'),
    openPort(gate, 'https', host, ports.https, 'SLUICE_HTTPS_PORT'),
    listen(status, host, ports.status, 'SLUICE_STATUS_PORT'),
  ])
  if (http.status === 'fulfilled' && https.status === 'fulfilled' && statusPort.status === 'fulfilled') {
    gate.ports = { http: http.value.port, https: https.value.port, status: statusPort.value }
    return [http.value, https.value]
  }
  for (const port of [http, https]) if (port.status === 'fulfilled') await port.value.close(0)
  if (statusPort.status === 'fulfilled') status.close()
  const reasons = [http, https, statusPort].flatMap((port) => (port.status === 'rejected' ? [(port.reason as Error).message] : []))
  throw new StartError(reasons.join('\n'))
}
