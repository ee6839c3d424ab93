import { expect, test } from 'vitest'
import { Algorithm } from '#lib/model/upstream.ts'
import type { BalanceAnswer, BalanceTask } from './balance-child.ts'
import { judge } from './bars.ts'
import { CASES, selectCases } from './registry.ts'
import { runChild } from './run-child.ts'

test.each(Algorithm.options)('%s is timed', async (algorithm) => {
  const task: BalanceTask = { algorithm, targets: 50, inFlight: 20, choices: 500, rounds: 3 }
  const { choiceNs } = await runChild<BalanceTask, BalanceAnswer>(new URL('balance-child.ts', import.meta.url), task)
  expect(choiceNs).toBeGreaterThan(0)
})

test('each algorithm has its bar', () => {
  const result = { case: 'balance', subject: 'sluice', version: '1.0.0' }
  const verdicts = judge(Algorithm.options.map((variant, index) => ({ ...result, variant, choiceNs: 500 + index * 200 })))
  expect(verdicts.map(({ figure, value, isMet }) => [figure, value, isMet])).toEqual([
    ['balance: round-robin', 0.5, true],
    ['balance: least-connections', 0.7, true],
    ['balance: consistent-hashing', 0.9, true],
    ['balance: latency', 1.1, false],
  ])
  expect(selectCases(CASES, 'balance')).toHaveLength(1)
})
