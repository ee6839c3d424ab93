import { expect, test } from 'vitest'
import { createTallies, createTally } from './tally.ts'

test('the numbers of workers are added up; of one that ended counters stay, and nothing is open', () => {
  const tallies = createTallies()
  const [a, b] = [createTally(), createTally()]
  const closeA = tallies.open(a.buffer)
  tallies.open(b.buffer)
  for (const tally of [a, b]) {
    tally.add('httpAccepted')
    tally.add('httpOpen')
    tally.add('retries', 100)
    tally.answer('NO_ROUTE')
    tally.refused('bare-lf')
  }
  b.add('httpOpen', -1)
  b.add('upstreamIdleHttp', 7)
  const sum = tallies.sum()
  expect([sum.of('httpAccepted'), sum.of('httpOpen'), sum.of('retries'), sum.of('upstreamIdleHttp')]).toEqual([2, 1, 200, 7])
  expect([sum.answers(), sum.refusals()]).toEqual([[['NO_ROUTE', 2]], [['bare-lf', 2]]])
  closeA()
  closeA()
  const after = tallies.sum()
  expect([after.of('httpAccepted'), after.of('httpOpen'), after.of('retries')]).toEqual([2, 0, 200])
  expect(after.answers()).toEqual([['NO_ROUTE', 2]])
})
