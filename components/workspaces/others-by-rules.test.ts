import { expect, test } from 'vitest'
import { othersByRules } from './others-by-rules.ts'

const ALL = [
  { name: 'default', served: true, dialect: 'gateway' as const },
  { name: 'old', served: false, dialect: 'kong' as const },
  { name: 'kong', served: true, dialect: 'kong' as const },
  { name: 'cluster', served: true, dialect: 'sluice' as const },
]

test('gateway and clusters share; Kong shares with Kong alone', () => {
  expect(othersByRules(ALL, { name: 'lab', rules: 'ingress' })).toEqual(['kong'])
  expect(othersByRules(ALL, { name: 'default', rules: 'gateway' })).toEqual(['kong'])
  expect(othersByRules(ALL, { name: 'lab', rules: 'kong' })).toEqual(['default', 'cluster'])
})
