import type { ReachFinding, ReachState } from '#lib/kubernetes/reach/finding.ts'
import type { RouteReach } from '#lib/kubernetes/reach/route-reach.ts'
import type { Locale } from '../messages.ts'
import { sayFinding } from './words.ts'

/** A finding as it is answered, in the reader's language. */
export const presentFinding = ({ code, effect, params, manifest }: ReachFinding, locale: Locale) => ({
  code,
  effect,
  ...sayFinding({ code, params }, locale),
  params,
  ...(manifest === undefined ? {} : { manifest }),
})

const WORST: readonly ReachState[] = ['unreachable', 'unknown', 'limited', 'reachable']

/** The state of several routes as one: some that cannot be reached among others that can limit it. */
export function joinReach(all: readonly RouteReach[]): RouteReach {
  const worst = all.toSorted((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))[0]
  if (!worst) return { state: 'reachable', findings: [] }
  const isMixed = worst.state === 'unreachable' && all.some(({ state }) => state !== 'unreachable')
  return { state: isMixed ? 'limited' : worst.state, findings: worst.findings }
}
