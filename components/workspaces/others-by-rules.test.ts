import { expect, test } from 'vitest'
import { othersByRules } from './others-by-rules.ts'

const ALL = [
  { name: 'default', served: true, dialect: 'gateway' as const },
  { name: 'kong', served: false, dialect: 'kong' as const },
  { name: 'cluster', served: true, dialect: 'sluice' as const },
  { name: 'rows', served: true, dialect: 'ingress' as const },
]

test('those that are served by other rules; clusters have those of ingress', () => {
  expect(othersByRules(ALL, { name: 'lab', rules: 'ingress' })).toEqual(['default'])
  expect(othersByRules(ALL, { name: 'default', rules: 'gateway' })).toEqual(['cluster', 'rows'])
})
