import { splitTarget } from './path.ts'
import type { CompiledRoute, CompiledService } from '#lib/snapshot/snapshot.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'

/** How Sluice names itself in Via (RFC 9110 §7.6.3): by a pseudonym, and all proxies by the same. */
export const OWN_VIA = '1.1 sluice'

/** What the forwarding headers are made of. `host` as the client sent it. */
export type ForwardedFacts = {
  clientAddress: string
  protocol: 'http' | 'https'
  host: string
  /** The listener's port. */
  port: number
  /** Path and query as the client sent them. */
  target: string
  strippedPrefix: string | null
  requestId: string
}

/**
 * The headers that tell a target about the client. No peer is trusted, so they replace whatever the client sent
 * (semantics §8.2); X-Forwarded-Prefix and -Path as Kong sets them.
 */
export function forwardedHeaders(facts: ForwardedFacts): [name: string, value: string][] {
  const headers: [string, string][] = [
    ['X-Forwarded-For', facts.clientAddress],
    ['X-Forwarded-Proto', facts.protocol],
    ['X-Forwarded-Host', facts.host],
    ['X-Forwarded-Port', String(facts.port)],
    ['X-Forwarded-Path', splitTarget(facts.target).path],
    ['X-Real-IP', facts.clientAddress],
    ['X-Request-Id', facts.requestId],
    ['Via', OWN_VIA],
  ]
  if (facts.strippedPrefix !== null) headers.push(['X-Forwarded-Prefix', facts.strippedPrefix])
  return headers
}

/** Host for a target: the client's, or the upstream's own, or the target's with its port unless it is the default. */
export function upstreamHost(
  route: Pick<CompiledRoute, 'preserveHost'>,
  service: Pick<CompiledService, 'protocol'>,
  upstream: Pick<CompiledUpstream, 'hostHeader'>,
  target: { host: string; port: number },
  requestHost: string,
): string {
  if (upstream.hostHeader !== null) return upstream.hostHeader
  if (route.preserveHost && requestHost !== '') return requestHost
  const name = target.host.includes(':') ? `[${target.host}]` : target.host
  return target.port === (service.protocol === 'https' ? 443 : 80) ? name : `${name}:${target.port}`
}
