import type { Endpoint } from './endpoint.ts'
import type { Policy } from './policy.ts'

/**
 * Smooth weighted round-robin (nginx, ngx_http_upstream_round_robin.c): each turn every endpoint gains its weight, the
 * highest is taken and pays the sum. Weights 5, 1, 1 give a a b a c a a, not five times a in a row.
 */
export function smoothRoundRobin(): Policy {
  const position = new Map<string, number>()
  return {
    select<E extends Endpoint>(endpoints: readonly E[]): E | null {
      let best: E | null = null
      let bestPosition = 0
      let total = 0
      for (const endpoint of endpoints) {
        if (endpoint.weight <= 0) continue
        const gained = (position.get(endpoint.address) ?? 0) + endpoint.weight
        position.set(endpoint.address, gained)
        total += endpoint.weight
        if (best === null || gained > bestPosition) {
          best = endpoint
          bestPosition = gained
        }
      }
      if (best) position.set(best.address, bestPosition - total)
      return best
    },
  }
}
