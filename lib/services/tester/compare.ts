import type { TraceResult } from '#lib/link/protocol.ts'
import type { Explanation } from './result.ts'

type Field = 'listener' | 'route' | 'service' | 'side' | 'target' | 'path' | 'status' | 'location'

/** One fact that the proxy decided otherwise than predicted; null where there was none. */
export type Difference = { field: Field; predicted: string | null; decided: string | null }

/** What came back to the client. */
type Returned = { status: number; location: string | null }

const anyOf = (values: (string | null)[]) => values.join(' | ')

/** Of a URL, without who is asked. */
const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/?]*/, '')

/** A filter that was left open may have answered in place of what was foretold. */
const mayAnswer = ({ filters }: Explanation, { service, target }: TraceResult, status: number): boolean =>
  service === null && target === null && filters.some(({ may }) => may?.includes(status))

/** Where a prediction by chance allows several answers, each of them agrees. */
export function compareDecision(prediction: Explanation, decided: TraceResult, { status, location }: Returned): Difference[] {
  const differences: Difference[] = []
  const check = (field: Field, allowed: (string | null)[], actual: string | null) => {
    if (!allowed.includes(actual)) differences.push({ field, predicted: anyOf(allowed), decided: actual })
  }
  check('listener', [prediction.listener], decided.listener)
  check('route', [prediction.route], decided.route)
  if (mayAnswer(prediction, decided, status)) return differences
  const { outcome, targets, upstreamRequest } = prediction
  if (outcome.kind !== 'forward') {
    check('status', [String(outcome.status)], String(status))
    if (outcome.kind === 'redirect') check('location', [outcome.location], location)
    return differences
  }
  // A first try that failed leads to others, whatever was likely.
  const likely = decided.tries > 1 ? targets : targets.filter(({ share }) => share > 0)
  check('service', [...new Set(targets.map(({ service }) => service))], decided.service)
  check('side', [...new Set(targets.map(({ side }) => side))], decided.side)
  check('target', likely.map(({ address }) => address), decided.target)
  const isForetold = upstreamRequest !== null && decided.upstreamUrl !== null && decided.service === prediction.service
  if (isForetold) check('path', [pathOf(upstreamRequest.url)], pathOf(decided.upstreamUrl!))
  return differences
}
