import http from 'node:http'
import https from 'node:https'
import type { CompiledService } from '#lib/snapshot/snapshot.ts'

/** `pooled` keeps connections alive; `fresh` opens one for each request (upgrades, and the retry after a stale reuse). */
export type AgentPair = { pooled: http.Agent; fresh: http.Agent }

export type Agents = {
  /** The pair for the protocol and TLS settings of a service; services with equal settings share their connections. */
  of(service: CompiledService): AgentPair
  /** Lets go of pairs that none of these services uses. Requests in flight on them finish. */
  retain(services: readonly CompiledService[]): void
  destroy(): void
}

// Below the 75 s of nginx and the 65 s of common cloud load balancers, so that we, not they, close an idle connection.
const IDLE_MS = 60_000

/** Connections to targets, pooled by address inside an agent; they outlive snapshots. */
export function upstreamAgents(): Agents {
  const pairs = new Map<string, AgentPair>()
  return {
    of(service) {
      const key = keyOf(service)
      let pair = pairs.get(key)
      if (!pair) pairs.set(key, (pair = makePair(service)))
      return pair
    },
    retain(services) {
      const used = new Set(services.map(keyOf))
      for (const [key, pair] of pairs) {
        if (used.has(key)) continue
        pairs.delete(key)
        closeIdle(pair.pooled)
      }
    },
    destroy() {
      for (const pair of pairs.values()) for (const agent of [pair.pooled, pair.fresh]) agent.destroy()
      pairs.clear()
    },
  }
}

const keyOf = (service: CompiledService): string => (service.protocol === 'https' ? JSON.stringify(service.tls) : '')

function makePair(service: CompiledService): AgentPair {
  const pooled = { keepAlive: true, maxFreeSockets: 1024, timeout: IDLE_MS }
  if (service.protocol !== 'https') return { pooled: new http.Agent(pooled), fresh: new http.Agent() }
  const { verify = true, ca = null, client = null } = service.tls ?? {}
  const tls = { rejectUnauthorized: verify, ...(ca !== null && { ca }), ...client, ALPNProtocols: ['http/1.1'] }
  return { pooled: new https.Agent({ ...pooled, ...tls }), fresh: new https.Agent(tls) }
}

function closeIdle(agent: http.Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  // Sockets that are in use now would come back to a pool that nobody reads.
  agent.maxFreeSockets = 0
}
