import type { TraceResult } from '#lib/link/protocol.ts'
import type { Explanation } from './result.ts'

/** One fact that the proxy decided otherwise than predicted; null where there was none. */
export type Difference = { field: 'listener' | 'route' | 'service' | 'side' | 'target' | 'status'; predicted: string | null; decided: string | null }

const anyOf = (values: (string | null)[]) => values.join(' | ')

/** Where a prediction by chance allows several answers, each of them agrees. */
export function compareDecision(prediction: Explanation, decided: TraceResult, status: number): Difference[] {
  const differences: Difference[] = []
  const check = (field: Difference['field'], allowed: (string | null)[], actual: string | null) => {
    if (!allowed.includes(actual)) differences.push({ field, predicted: anyOf(allowed), decided: actual })
  }
  check('listener', [prediction.listener], decided.listener)
  check('route', [prediction.route], decided.route)
  const { outcome, targets } = prediction
  if (outcome.kind !== 'forward') {
    check('status', [String(outcome.status)], String(status))
    return differences
  }
  check('service', [...new Set(targets.map(({ service }) => service))], decided.service)
  check('side', [...new Set(targets.map(({ side }) => side))], decided.side)
  check('target', targets.map(({ address }) => address), decided.target)
  return differences
}
