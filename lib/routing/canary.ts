import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { compilePattern, searches, type PatternResult } from './pattern.ts'
import { headerOf, type HeaderValues } from './request.ts'

/** `byWeight`: chance decides; the canary gets `share` (0–1). */
export type CanaryDecision =
  | { side: 'stable' | 'canary'; reason: 'header' | 'cookie' }
  | { side: 'byWeight'; share: number; reason: 'weight' }

const first = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : value?.[0])

const patterns = new WeakMap<CompiledCanary, PatternResult>()
function patternOf(canary: CompiledCanary, source: string): PatternResult {
  let result = patterns.get(canary)
  if (!result) patterns.set(canary, (result = compilePattern(source, false)))
  return result
}

function byHeader(canary: CompiledCanary, headers: HeaderValues): 'stable' | 'canary' | null {
  const header = canary.header
  const value = header ? first(headerOf(headers, header.name)) : undefined
  if (!header || value === undefined) return null
  if (header.mode === 'value') return value === header.value ? 'canary' : null
  if (header.mode === 'pattern') {
    const result = patternOf(canary, header.value)
    // A pattern that does not compile sends to the stable side and stops (ingress-nginx).
    if (!result.ok) return 'stable'
    return searches(result.pattern, value) ? 'canary' : null
  }
  return value === 'always' ? 'canary' : value === 'never' ? 'stable' : null
}

/** The value of a cookie in a Cookie header (RFC 6265 §5.4), or null. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}

/** Header, then cookie, then weight (ingress-nginx, semantics §5.3). Pure: the caller draws the lot. */
export function decideCanary(canary: CompiledCanary, headers: HeaderValues): CanaryDecision {
  const side = byHeader(canary, headers)
  if (side) return { side, reason: 'header' }
  const cookie = canary.cookie === null ? null : cookieValue(first(headers.cookie), canary.cookie)
  if (cookie === 'always') return { side: 'canary', reason: 'cookie' }
  if (cookie === 'never') return { side: 'stable', reason: 'cookie' }
  return { side: 'byWeight', share: canary.weight / 10_000, reason: 'weight' }
}
