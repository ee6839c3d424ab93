import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { xxhash32 } from './balancing/xxhash32.ts'
import { cookieOf, setCookieText } from './cookies.ts'
import type { BoundSide } from './filters/affinity.ts'
import { compilePattern, searches, type PatternResult } from './pattern.ts'
import { headerOf, type HeaderValues } from './request.ts'
import type { Trace } from './trace.ts'

type Side = 'stable' | 'canary'

/** `byWeight`: chance decides; the canary gets `share` (0–1), and `stickyCookie` keeps what it decided. */
export type CanaryDecision =
  | { side: Side; reason: 'affinity' | 'header' | 'cookie' | 'sticky' }
  | { side: 'byWeight'; share: number; reason: 'weight' }

const first = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : value?.[0])

const patterns = new WeakMap<CompiledCanary, PatternResult>()
function patternOf(canary: CompiledCanary, source: string): PatternResult {
  let result = patterns.get(canary)
  if (!result) patterns.set(canary, (result = compilePattern(source, false, 'search')))
  return result
}

const ALWAYS_NEVER: Record<string, Side> = { always: 'canary', never: 'stable' }

const alwaysOrNever = (value: string): Side | 'next' => (Object.hasOwn(ALWAYS_NEVER, value) ? ALWAYS_NEVER[value]! : 'next')

/** `refused`: a pattern that does not compile (ingress-nginx: stable, and no further). */
function byHeader(canary: CompiledCanary, value: string | undefined): Side | 'next' | 'refused' {
  const { header } = canary
  if (!header || value === undefined) return 'next'
  if (header.mode === 'value') return value === header.value ? 'canary' : 'next'
  if (header.mode === 'alwaysNever') return alwaysOrNever(value)
  const result = patternOf(canary, header.value)
  if (!result.ok) return 'refused'
  return searches(result.pattern, value) ? 'canary' : 'next'
}

/** It names the canary, so that what another one decided is nothing here. */
const stickyValue = ({ name }: CompiledCanary, side: Side): string => `${xxhash32(name).toString(16).padStart(8, '0')}.${side}`

/** At 0 % and 100 % there is none: all go where the weight says, whatever they drew before. */
const isDraw = ({ weight }: CompiledCanary): boolean => weight > 0 && weight < 10_000

function bySticky(canary: CompiledCanary, value: string | null): Side | 'next' {
  if (!isDraw(canary)) return 'next'
  return (['stable', 'canary'] as const).find((side) => value === stickyValue(canary, side)) ?? 'next'
}

/** The Set-Cookie header that keeps a client at the side that a draw gave it; null: nobody is kept, or nothing was drawn. */
export function stickyCookie(canary: CompiledCanary, side: Side, isHttps: boolean): string | null {
  if (!canary.sticky || !isDraw(canary)) return null
  const { cookie, maxAgeSeconds } = canary.sticky
  return setCookieText({ name: cookie, value: stickyValue(canary, side), path: '/', maxAgeSeconds, sameSite: 'Lax', secure: isHttps })
}

/**
 * The side to which a client is bound, then header, cookie, the side that it was drawn to before, weight (ingress-nginx,
 * semantics §5.3). Pure: the caller draws the lot.
 * @param trace takes each step on the way
 * @param bound what the route's affinity cookie says; null: it has no such filter
 */
export function decideCanary(canary: CompiledCanary, headers: HeaderValues, trace?: Trace, bound: BoundSide | null = null): CanaryDecision {
  const { header, cookie, sticky } = canary
  if (bound) {
    trace?.canary.push({ rule: 'affinity', name: bound.cookie, value: bound.value, verdict: bound.side ?? 'next' })
    if (bound.side !== null) return { side: bound.side, reason: 'affinity' }
  }
  if (header) {
    const value = first(headerOf(headers, header.name))
    const verdict = byHeader(canary, value)
    trace?.canary.push({ rule: 'header', name: header.name, value: value ?? null, verdict })
    if (verdict !== 'next') return { side: verdict === 'refused' ? 'stable' : verdict, reason: 'header' }
  }
  if (cookie !== null) {
    const value = cookieOf(headers, cookie)
    const verdict = value === null ? 'next' : alwaysOrNever(value)
    trace?.canary.push({ rule: 'cookie', name: cookie, value, verdict })
    if (verdict !== 'next') return { side: verdict, reason: 'cookie' }
  }
  if (sticky) {
    const value = cookieOf(headers, sticky.cookie)
    const verdict = bySticky(canary, value)
    trace?.canary.push({ rule: 'sticky', name: sticky.cookie, value, verdict })
    if (verdict !== 'next') return { side: verdict, reason: 'sticky' }
  }
  const share = canary.weight / 10_000
  trace?.canary.push({ rule: 'weight', share, verdict: 'byWeight' })
  return { side: 'byWeight', share, reason: 'weight' }
}
