import type { CompiledService } from '#lib/snapshot/snapshot.ts'

type Known = Pick<CompiledService, 'workspace' | 'name'>

/** What a service may spend on sending requests again. A try that reached no target costs nothing of it. */
export type RetryBudget = { tokens: number }

/** The budgets in use, by service. */
export type RetryBudgets = Map<string, RetryBudget>

const MOST = 1000
/** One request earns so much of a retry. */
const EARNED = 0.2

/** The budget of a service that has sent nothing yet: full, since a target may die with the first requests. */
export const createRetryBudget = (): RetryBudget => ({ tokens: MOST })

/** A request was sent for the first time. What is earned beyond the most that a budget holds is lost. */
export function earn(budget: RetryBudget): void {
  if (budget.tokens < MOST) budget.tokens += EARNED
}

/** The budget of a service, which keeps it over snapshots: a service in trouble is no better off for a change somewhere. */
export function retryBudgetOf(service: Known, budgets: RetryBudgets): RetryBudget {
  const key = retryKey(service)
  let budget = budgets.get(key)
  if (!budget) budgets.set(key, (budget = createRetryBudget()))
  return budget
}

/** Workspace and name: what a service is known by from snapshot to snapshot. */
export const retryKey = ({ workspace, name }: Known): string => `${workspace}/${name}`

/**
 * Whether one more retry may be sent: in a burst, all that were in flight to a target that dies; over time, one for five
 * requests, so that a service in trouble does not get a multiple of its load.
 */
export function spend(budget: RetryBudget): boolean {
  if (budget.tokens < 1) return false
  budget.tokens -= 1
  return true
}
