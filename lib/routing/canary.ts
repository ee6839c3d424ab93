import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { compilePattern, searches, type PatternResult } from './pattern.ts'
import { headerOf, type HeaderValues } from './request.ts'
import type { Trace } from './trace.ts'

/** `byWeight`: chance decides; the canary gets `share` (0–1). */
export type CanaryDecision =
  | { side: 'stable' | 'canary'; reason: 'header' | 'cookie' }
  | { side: 'byWeight'; share: number; reason: 'weight' }

const first = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : value?.[0])

const patterns = new WeakMap<CompiledCanary, PatternResult>()
function patternOf(canary: CompiledCanary, source: string): PatternResult {
  let result = patterns.get(canary)
  if (!result) patterns.set(canary, (result = compilePattern(source, false, 'search')))
  return result
}

const ALWAYS_NEVER: Record<string, 'canary' | 'stable'> = { always: 'canary', never: 'stable' }

/** What a header's value decides: a side, `next` rule, or `refused`: a pattern that does not compile (ingress-nginx: stable, and no further). */
function byHeader(canary: CompiledCanary, header: NonNullable<CompiledCanary['header']>, value: string | undefined): 'stable' | 'canary' | 'next' | 'refused' {
  if (value === undefined) return 'next'
  if (header.mode === 'value') return value === header.value ? 'canary' : 'next'
  if (header.mode === 'alwaysNever') return Object.hasOwn(ALWAYS_NEVER, value) ? ALWAYS_NEVER[value]! : 'next'
  const result = patternOf(canary, header.value)
  if (!result.ok) return 'refused'
  return searches(result.pattern, value) ? 'canary' : 'next'
}

/** The value of a cookie in a Cookie header (RFC 6265 §5.4), or null. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}

/**
 * Header, then cookie, then weight (ingress-nginx, semantics §5.3). Pure: the caller draws the lot.
 * @param trace takes each step on the way
 */
export function decideCanary(canary: CompiledCanary, headers: HeaderValues, trace?: Trace): CanaryDecision {
  const { header, cookie } = canary
  if (header) {
    const value = first(headerOf(headers, header.name))
    const verdict = byHeader(canary, header, value)
    trace?.canary.push({ rule: 'header', name: header.name, value: value ?? null, verdict })
    if (verdict !== 'next') return { side: verdict === 'refused' ? 'stable' : verdict, reason: 'header' }
  }
  if (cookie !== null) {
    const value = cookieValue(typeof headers.cookie === 'string' ? headers.cookie : headers.cookie?.join('; '), cookie)
    const verdict = value !== null && Object.hasOwn(ALWAYS_NEVER, value) ? ALWAYS_NEVER[value]! : 'next'
    trace?.canary.push({ rule: 'cookie', name: cookie, value, verdict })
    if (verdict !== 'next') return { side: verdict, reason: 'cookie' }
  }
  const share = canary.weight / 10_000
  trace?.canary.push({ rule: 'weight', share, verdict: 'byWeight' })
  return { side: 'byWeight', share, reason: 'weight' }
}
