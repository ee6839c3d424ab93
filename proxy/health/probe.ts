import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Names } from '../balancing/names.ts'
import type { Result } from './cells.ts'
import { grpcProbe } from './probe-grpc.ts'
import { httpProbe } from './probe-http.ts'
import { tcpProbe } from './probe-tcp.ts'
import { lookupOf } from './lookup.ts'

export type ActiveChecks = NonNullable<CompiledUpstream['healthchecks']>['active']

/** What is asked of a target. */
export type ProbeAsk = { checks: ActiveChecks; host: string; port: number; hostHeader: string | null }

/** `result` null: the answer says nothing (Kong: a status of neither list). `reason` as in `lib/link/health.ts`. */
export type ProbeAnswer = { result: Result | null; reason: string }

/** Checks a target once. Never fails. */
export type Probe = (ask: ProbeAsk) => Promise<ProbeAnswer>

const PROBES = { http: httpProbe, https: httpProbe, tcp: tcpProbe, grpc: grpcProbe, grpcs: grpcProbe } as const

/** @param names where the addresses of hosts come from */
export function createProbe(names: Pick<Names, 'resolve'>): Probe {
  const lookup = lookupOf(names)
  return (ask) => PROBES[ask.checks.type](ask, lookup)
}
