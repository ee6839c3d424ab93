import { Algorithm } from '#lib/model/upstream.ts'
import type { BalanceAnswer, BalanceTask } from './balance-child.ts'
import type { BenchCase, TrafficResult } from './case.ts'
import { runChild } from './run-child.ts'
import { ownVersion } from './version.ts'

const CHILD = new URL('balance-child.ts', import.meta.url)

async function run(): Promise<TrafficResult[]> {
  const results: TrafficResult[] = []
  for (const algorithm of Algorithm.options) {
    const task: BalanceTask = { algorithm, targets: 1000, inFlight: 2000, choices: 200_000, rounds: 7 }
    const { choiceNs } = await runChild<BalanceTask, BalanceAnswer>(CHILD, task)
    results.push({ case: 'balance', variant: algorithm, subject: 'sluice', version: ownVersion(), choiceNs: Math.round(choiceNs) })
  }
  return results
}

/** Choosing one of 1,000 targets, by each algorithm. */
export const BALANCE_CASES: BenchCase[] = [{ name: 'balance', group: 'balance', run }]
