import { LATENCY_BOUNDS_MS } from '#lib/link/latency-bounds.ts'
import { histogramSamples, type Metric, type Sample } from './prometheus.ts'
import { TALLY, TALLY_HELP, type TallyName, type TallySum } from './tally.ts'
import type { Total } from './workers/counter-books.ts'
import { VITALS, type Vital } from './workers/vitals.ts'

/** What the primary knows beside the counters of the workers. */
export type ProcessFacts = {
  snapshots: { applied: number; failed: number }
  /** Null while none serves. */
  snapshot: { revisions: Record<string, number>; ageSeconds: number } | null
  controllerConnected: boolean
  isDraining: boolean
  /** Workers that serve, and all there are. */
  serving: number
  workers: { number: number; vitals: Record<Vital, number> | null }[]
  /** Workers that ended by themselves, by kind. */
  workerEnds: readonly (readonly [kind: string, count: number])[]
  /** Lines that the access log has lost. */
  accessLogDropped: number
  /** Of the health of targets. */
  targets: Metric[]
}

const BOUNDS_SECONDS = LATENCY_BOUNDS_MS.map((ms) => ms / 1000)

/** What the route answered itself went to no side. */
const labelsOf = ({ workspace, route, side, service, target }: Total) => ({ workspace, route, side: service === '' ? '' : side, service, target })

const counter = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: 'counter', samples })
const gauge = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: 'gauge', samples })
const one = (value: number): Sample[] => [{ value }]
const labelled = (label: string, values: readonly (readonly [string, number])[]): Sample[] =>
  values.map(([name, value]) => ({ labels: { [label]: name }, value }))

function routeMetrics(all: readonly Total[]): Metric[] {
  const each = (value: (total: Total) => number): Sample[] => all.map((total) => ({ labels: labelsOf(total), value: value(total) }))
  const latency = all.flatMap((total) => histogramSamples(labelsOf(total), BOUNDS_SECONDS, total.latency, total.latencySumMs / 1000))
  return [
    counter('sluice_requests_total', 'Requests by route, side, service and target.', each((total) => total.requests)),
    counter('sluice_request_errors_total', 'Requests answered with 5xx.', each((total) => total.errors)),
    { name: 'sluice_request_duration_seconds', help: 'From the request header to the end of the response.', type: 'histogram', samples: latency },
    counter('sluice_request_body_bytes_total', 'Bytes of request bodies.', each((total) => total.bytesIn)),
    counter('sluice_response_body_bytes_total', 'Bytes of response bodies.', each((total) => total.bytesOut)),
  ]
}

/** A metric for each name of the table's, its samples together, as the text format wants them. */
function tallyMetrics(tally: TallySum): Metric[] {
  const byMetric = Map.groupBy(Object.keys(TALLY) as TallyName[], (name) => TALLY[name].metric)
  return [...byMetric].map(([metric, names]): Metric => {
    const samples = names.map((name): Sample => {
      const { labels } = TALLY[name]
      return { value: tally.of(name), ...(labels && { labels }) }
    })
    return { name: metric, help: TALLY_HELP[metric], type: TALLY[names[0]!].type, samples }
  })
}

const DELAYS = { mean: 'delayMean', p99: 'delayP99', max: 'delayMax' } as const

function workerMetrics({ serving, workers, workerEnds }: ProcessFacts): Metric[] {
  const each = (vital: Vital): Sample[] =>
    workers.flatMap(({ number, vitals }) => (vitals ? [{ labels: { worker: String(number) }, value: vitals[vital] }] : []))
  const delays = (Object.keys(DELAYS) as (keyof typeof DELAYS)[]).flatMap((statistic) =>
    each(DELAYS[statistic]).map(({ labels, value }): Sample => ({ labels: { ...labels, statistic }, value })),
  )
  return [
    gauge('sluice_workers', 'Worker threads that serve.', one(serving)),
    counter('sluice_worker_ends_total', 'Workers that ended by themselves and were replaced, by kind.', labelled('kind', workerEnds)),
    counter('sluice_worker_connections_accepted_total', 'Client connections by worker, since it started.', each('accepted')),
    gauge('sluice_worker_event_loop_utilization', VITALS.utilization, each('utilization')),
    gauge('sluice_worker_event_loop_delay_seconds', 'Delay of the event loop over the last seconds.', delays),
    counter('sluice_worker_gc_seconds_total', VITALS.gcTotal, each('gcTotal')),
    gauge('sluice_worker_gc_longest_pause_seconds', VITALS.gcMax, each('gcMax')),
    gauge('sluice_worker_heap_used_bytes', VITALS.heapUsed, each('heapUsed')),
    gauge('sluice_worker_heap_total_bytes', VITALS.heapTotal, each('heapTotal')),
    gauge('sluice_worker_external_bytes', VITALS.external, each('external')),
  ]
}

function processMetrics({ accessLogDropped, snapshots, snapshot, controllerConnected, isDraining }: ProcessFacts): Metric[] {
  const cpu = process.cpuUsage()
  return [
    counter('sluice_access_log_dropped_total', 'Lines of the access log that could not be written.', one(accessLogDropped)),
    counter('sluice_snapshots_total', 'Snapshots received, by result.', labelled('result', Object.entries(snapshots))),
    gauge('sluice_snapshot_revision', 'Revision that is served.', labelled('workspace', Object.entries(snapshot?.revisions ?? {}))),
    gauge('sluice_snapshot_age_seconds', 'Time since the served snapshot was confirmed by a controller or loaded.', snapshot ? one(snapshot.ageSeconds) : []),
    gauge('sluice_controller_connected', '1 while a controller is heard.', one(controllerConnected ? 1 : 0)),
    gauge('sluice_draining', '1 while the process lets its last requests finish.', one(isDraining ? 1 : 0)),
    counter('process_cpu_seconds_total', 'User and system time.', one((cpu.user + cpu.system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory.', one(process.memoryUsage.rss())),
    gauge('process_start_time_seconds', 'Start of the process, Unix time.', one(Math.round(performance.timeOrigin / 1000))),
  ]
}

/** All that `/metrics` shows; read when asked, so that a request only adds to numbers. */
export const collectMetrics = (totals: readonly Total[], tally: TallySum, facts: ProcessFacts): Metric[] => [
  ...routeMetrics(totals),
  counter('sluice_proxy_answers_total', 'Answers that the proxy made itself.', labelled('code', tally.answers())),
  counter('sluice_requests_refused_total', 'Requests refused as malformed, by reason.', labelled('reason', tally.refusals())),
  ...tallyMetrics(tally),
  ...facts.targets,
  ...workerMetrics(facts),
  ...processMetrics(facts),
]
