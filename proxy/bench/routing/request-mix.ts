import type { RoutingRequest } from '#lib/routing/request.ts'
import { below, pick, seeded, type Random } from './random.ts'
import type { RouteSpec } from './route-specs.ts'

/** `expected`: the name of the route that must take it; null: none may. */
export type MixedRequest = { expected: string | null; host: string; target: string; header: RouteSpec['header'] }

const MISSES = 0.1

const queryOf = (random: Random): string => (random() < 0.3 ? `?page=${below(random, 50)}&sort=name` : '')

function targetOf({ type, base }: RouteSpec['path'], random: Random): string {
  const id = 1000 + below(random, 1_000_000)
  if (type === 'exact') return `${base}${queryOf(random)}`
  if (type === 'regex') return `${base}/${id}${queryOf(random)}`
  return `${base}/${id}/history${queryOf(random)}`
}

function missOf(spec: RouteSpec, host: string, random: Random): MixedRequest {
  const id = below(random, 1_000_000)
  if (random() < 0.5) return { expected: null, host: `nobody-${id}.example.test`, target: targetOf(spec.path, random), header: spec.header }
  return { expected: null, host, target: `/v9/nothing/${id}`, header: spec.header }
}

/** Requests for routes chosen at random, each of which hits just that one; one in ten misses by its host or path. */
export function mixRequests(specs: readonly RouteSpec[], count: number): MixedRequest[] {
  const random = seeded(specs.length + count)
  return Array.from({ length: count }, () => {
    const spec = pick(random, specs)
    const host = spec.host.replace('*', `tenant-${below(random, 10_000)}`)
    if (random() < MISSES) return missOf(spec, host, random)
    return { expected: spec.name, host, target: targetOf(spec.path, random), header: spec.header }
  })
}

/** A string of its own bytes, as the HTTP parser makes them: never seen by a map, so its hash is not known yet. */
const fresh = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

/** The request as the proxy hands it to the matcher, every text of it a new string. */
export function freshRequest({ host, target, header }: MixedRequest): RoutingRequest {
  const headers: Record<string, string[]> = {}
  headers['host'] = [fresh(host)]
  headers['user-agent'] = [fresh('Mozilla/5.0 (X11; Linux x86_64)')]
  headers['accept'] = [fresh('application/json')]
  headers['accept-encoding'] = [fresh('gzip, br')]
  if (header) headers[header.name] = [fresh(header.value)]
  return { method: 'GET', host: fresh(host), target: fresh(target), headers, protocol: 'http' }
}
