import type { Expectation } from '#lib/model/route-test.ts'
import type { Explanation } from '#components/tester/explanation.ts'

type Known = Pick<Explanation, 'outcome' | 'route' | 'service' | 'canary'>

/**
 * What happens now, as an expectation: what a reader means by "it goes there". Targets and upstream URLs are left out; they
 * change with every new pool, and a side only stands where no chance decides.
 */
export function expectationOf({ outcome, route, service, canary }: Known): Expectation {
  const byRoute = route === null ? {} : { route }
  if (outcome.kind === 'redirect') return { outcome: outcome.kind, status: outcome.status, location: outcome.location, ...byRoute }
  if (outcome.kind === 'no-route') return { outcome: outcome.kind, status: outcome.status }
  if (outcome.kind === 'respond') return { outcome: outcome.kind, status: outcome.status, ...byRoute }
  const chance = canary?.side === 'byWeight'
  return {
    outcome: outcome.kind,
    ...byRoute,
    // Where the weight decides, the service is one of two.
    ...(service === null || chance ? {} : { service }),
    ...(canary === null || chance ? {} : { side: canary.side }),
  }
}
