/** What a service may spend on sending requests again. A try that reached no target costs nothing of it. */
export type RetryBudget = { tokens: number }

const MOST = 1000
/** One request earns so much of a retry. */
const EARNED = 0.2

export const createRetryBudget = (): RetryBudget => ({ tokens: MOST })

export function earn(budget: RetryBudget): void {
  if (budget.tokens < MOST) budget.tokens += EARNED
}

/**
 * Whether one more retry may be sent: in a burst, all that were in flight to a target that dies; over time, one for five
 * requests, so that a service in trouble does not get a multiple of its load.
 */
export function spend(budget: RetryBudget): boolean {
  if (budget.tokens < 1) return false
  budget.tokens -= 1
  return true
}
