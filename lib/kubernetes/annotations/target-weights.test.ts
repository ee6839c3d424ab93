import { expect, test } from 'vitest'
import { TargetWeights, weightKey, weightOf } from './target-weights.ts'

test.each([
  [{ host: '10.0.0.1', port: 80 }, 1],
  [{ host: '10.0.0.1', port: 81 }, 2],
  [{ host: '2001:DB8::1', port: 80 }, 3],
  [{ host: '2001:db8::1', port: 81 }, 4],
  [{ host: 'A.test', port: 80 }, 0],
  [{ host: '10.0.0.2', port: 80 }, 100],
])('%j weighs %i', (target, weight) => {
  const weights = TargetWeights.parse({ '10.0.0.1:80': 1, '10.0.0.1': 2, '[2001:db8::1]:80': 3, '2001:db8::1': 4, 'a.TEST:80': 0 })
  expect(weightOf(weights, target)).toBe(weight)
  expect(TargetWeights.safeParse({ [weightKey(target)]: 1 }).success).toBe(true)
})

test.each(['', '10.0.0.1:0', '10.0.0.1:70000', '10.0.0.256', 'a b', '[2001:db8::1]', '2001:db8::1:x', ':80'])('"%s" is no target', (key) => {
  expect(TargetWeights.safeParse({ [key]: 1 }).success).toBe(false)
})

test.each([-1, 65_536, 1.5, '1', null])('%j is no weight', (weight) => {
  expect(TargetWeights.safeParse({ '10.0.0.1': weight }).success).toBe(false)
})
