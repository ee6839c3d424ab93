import type { DecidedField, SentAnswer } from './explanation.ts'

/** One fact of the way, predicted and decided. `chance`: several predicted values were possible. */
export type DecisionRow = { field: DecidedField; predicted: string[]; decided: string | null; differs: boolean }

const present = (value: string | null) => (value === null ? [] : [value])
const unique = (values: string[]) => [...new Set(values)]

/** The prediction beside what the proxy says it decided; rows of which neither says anything are left out. */
export function decisionRows({ prediction, decided, response, differences }: SentAnswer): DecisionRow[] {
  const { outcome, targets, canary } = prediction
  const forwards = outcome.kind === 'forward'
  // Of these two only a difference is news.
  const told = (field: DecidedField, side: 'predicted' | 'decided') => differences.find((one) => one.field === field)?.[side] ?? null
  const predicted: Record<DecidedField, string[]> = {
    listener: [prediction.listener],
    route: present(prediction.route),
    service: forwards ? unique(targets.map(({ service }) => service)) : [],
    side: forwards && canary !== null ? unique(targets.map(({ side }) => side)) : [],
    target: forwards ? unique(targets.map(({ address }) => address)) : [],
    path: present(told('path', 'predicted')),
    status: forwards ? [] : [String(outcome.status)],
    location: present(told('location', 'predicted')),
  }
  const actual: Record<DecidedField, string | null> = {
    listener: decided?.listener ?? null,
    route: decided?.route ?? null,
    service: decided?.service ?? null,
    // Every forwarded request has a side; without a canary it says nothing.
    side: canary === null ? null : (decided?.side ?? null),
    target: decided?.target ?? null,
    path: told('path', 'decided'),
    status: String(response.status),
    location: told('location', 'decided'),
  }
  return (Object.keys(predicted) as DecidedField[])
    .map((field) => {
      const differs = differences.some((one) => one.field === field)
      return { field, predicted: predicted[field], decided: actual[field], differs }
    })
    .filter((row) => row.predicted.length > 0 || row.decided !== null || row.differs)
}
