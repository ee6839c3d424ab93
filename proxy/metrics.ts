import { LATENCY_BOUNDS_MS } from '#lib/link/protocol.ts'
import type { Counters, Total } from './counters.ts'
import { histogramSamples, type Metric, type Sample } from './prometheus.ts'

/** Numbers of the process that belong to no route. */
export type Tally = {
  /** Answers of the proxy itself, by code of the closed table. */
  answers: Map<string, number>
  /** By protocol of the listener. */
  connections: Record<'http' | 'https', { open: number; accepted: number }>
  tunnels: number
  /** Clients that went before their answer was complete. */
  clientsGone: number
  /** Requests sent again to another target, or over a fresh connection. */
  retries: number
  snapshots: { applied: number; failed: number }
}

export const createTally = (): Tally => ({
  answers: new Map(),
  connections: { http: { open: 0, accepted: 0 }, https: { open: 0, accepted: 0 } },
  tunnels: 0,
  clientsGone: 0,
  retries: 0,
  snapshots: { applied: 0, failed: 0 },
})

export type SnapshotFacts = { revisions: Record<string, number>; ageSeconds: number; controllerConnected: boolean }

const BOUNDS_SECONDS = LATENCY_BOUNDS_MS.map((ms) => ms / 1000)

const labelsOf = ({ workspace, route, side, service, target }: Total) => ({ workspace, route, side, service, target })

/** All that `/metrics` shows; read when asked, so that a request only adds to numbers. */
export function collectMetrics(counters: Counters, tally: Tally, snapshot: SnapshotFacts | null): Metric[] {
  const all = counters.all()
  const each = (value: (counter: Total) => number): Sample[] => all.map((counter) => ({ labels: labelsOf(counter), value: value(counter) }))
  const one = (value: number): Sample[] => [{ value }]
  const byProtocol = (field: 'open' | 'accepted'): Sample[] =>
    Object.entries(tally.connections).map(([protocol, numbers]) => ({ labels: { protocol }, value: numbers[field] }))
  const counter = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: 'counter', samples })
  const gauge = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: 'gauge', samples })
  const latency = all.flatMap((c) => histogramSamples(labelsOf(c), BOUNDS_SECONDS, c.latency, c.latencySumMs / 1000))
  const cpu = process.cpuUsage()
  return [
    counter('sluice_requests_total', 'Requests by route, side, service and target.', each((c) => c.requests)),
    counter('sluice_request_errors_total', 'Requests answered with 5xx.', each((c) => c.errors)),
    { name: 'sluice_request_duration_seconds', help: 'From the request header to the end of the response.', type: 'histogram', samples: latency },
    counter('sluice_request_body_bytes_total', 'Bytes of request bodies.', each((c) => c.bytesIn)),
    counter('sluice_response_body_bytes_total', 'Bytes of response bodies.', each((c) => c.bytesOut)),
    counter(
      'sluice_proxy_answers_total',
      'Answers that the proxy made itself.',
      [...tally.answers].map(([code, value]) => ({ labels: { code }, value })),
    ),
    gauge('sluice_connections', 'Open client connections.', byProtocol('open')),
    counter('sluice_connections_accepted_total', 'Client connections since the start.', byProtocol('accepted')),
    gauge('sluice_tunnels', 'Open upgraded connections.', one(tally.tunnels)),
    counter('sluice_clients_gone_total', 'Clients that left before their answer was complete.', one(tally.clientsGone)),
    counter('sluice_retries_total', 'Requests sent again.', one(tally.retries)),
    counter(
      'sluice_snapshots_total',
      'Snapshots received, by result.',
      Object.entries(tally.snapshots).map(([result, value]) => ({ labels: { result }, value })),
    ),
    gauge(
      'sluice_snapshot_revision',
      'Revision that is served.',
      Object.entries(snapshot?.revisions ?? {}).map(([workspace, value]) => ({ labels: { workspace }, value })),
    ),
    gauge('sluice_snapshot_age_seconds', 'Time since the served snapshot was confirmed by a controller or loaded.', snapshot ? one(snapshot.ageSeconds) : []),
    gauge('sluice_controller_connected', '1 while a controller is heard.', one(snapshot?.controllerConnected ? 1 : 0)),
    counter('process_cpu_seconds_total', 'User and system time.', one((cpu.user + cpu.system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory.', one(process.memoryUsage.rss())),
    gauge('process_start_time_seconds', 'Start of the process, Unix time.', one(Math.round(performance.timeOrigin / 1000))),
  ]
}
