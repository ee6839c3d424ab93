import { expect, test } from 'vitest'
import { createRetryBudget, earn, spend } from './retry-budget.ts'

test('a burst is allowed, and then one retry for five requests', () => {
  const budget = createRetryBudget()
  let burst = 0
  while (spend(budget)) burst++
  expect(burst).toBe(1000)
  const sent = (requests: number) => {
    let retries = 0
    for (let i = 0; i < requests; i++) {
      earn(budget)
      if (spend(budget)) retries++
    }
    return retries
  }
  expect(sent(500)).toBeGreaterThanOrEqual(95)
  expect(sent(500)).toBeLessThanOrEqual(101)
})

test('what is not spent does not pile up', () => {
  const budget = createRetryBudget()
  for (let i = 0; i < 100_000; i++) earn(budget)
  expect(budget.tokens).toBeLessThanOrEqual(1001)
})
