import { describe, expect, test } from 'vitest'
import { startRounds } from './rounds.ts'
import { makeChecks } from './testing/checks.ts'
import { manualClock } from './testing/manual-clock.ts'

type Begun = { target: string; end: () => void }

function start(given: { healthy?: number; unhealthy?: number; concurrency?: number }, targets = ['a', 'b', 'c'], random = 0) {
  const clock = manualClock(random)
  const down = new Set<string>()
  const begun: Begun[] = []
  const checks = makeChecks({ active: { concurrency: given.concurrency ?? 10, healthy: { interval: given.healthy ?? 0 }, unhealthy: { interval: given.unhealthy ?? 0 } } })
  const rounds = startRounds({
    checks: checks.active, clock,
    targets: () => targets,
    isUp: (target) => !down.has(target),
    check: (target) => new Promise<void>((end) => begun.push({ target, end })),
  })
  /** Ends the checks that have begun. @returns which those were */
  const take = async () => {
    const names = begun.map(({ target }) => target)
    for (const { end } of begun.splice(0)) end()
    await new Promise(setImmediate)
    return names
  }
  return { clock, down, targets, begun, take, ...rounds }
}

describe('rounds', () => {
  test('check what is up each healthy interval, and what is down each unhealthy one', async () => {
    const { clock, down, take } = start({ healthy: 10, unhealthy: 1 })
    down.add('b')
    clock.pass(0)
    expect(await take()).toEqual(['a', 'c', 'b'])
    clock.pass(1000)
    expect(await take()).toEqual(['b'])
    down.clear()
    clock.pass(8999)
    expect(await take()).toEqual([])
    clock.pass(1)
    expect(await take()).toEqual(['a', 'b', 'c'])
  })

  test('of an interval of 0 do not take place', () => {
    const { clock, begun } = start({ healthy: 0, unhealthy: 5 })
    clock.pass(60_000)
    expect([begun, clock.waiting()]).toEqual([[], 1])
  })

  test('begin after a part of the interval', async () => {
    const { clock, take } = start({ healthy: 10 }, ['a'], 0.25)
    clock.pass(2499)
    expect(await take()).toEqual([])
    clock.pass(1)
    expect(await take()).toEqual(['a'])
    clock.pass(10_000)
    expect(await take()).toEqual(['a'])
  })

  test('check no more at a time than they may', async () => {
    const { clock, take } = start({ healthy: 1, concurrency: 2 }, ['a', 'b', 'c', 'd', 'e'])
    clock.pass(0)
    expect(await take()).toEqual(['a', 'b'])
    expect(await take()).toEqual(['c', 'd'])
    expect(await take()).toEqual(['e'])
  })

  test('leave out what is being checked still', async () => {
    const { clock, begun, take } = start({ healthy: 1 }, ['slow'])
    clock.pass(5000)
    expect(begun).toHaveLength(1)
    await take()
    clock.pass(1000)
    expect(begun).toHaveLength(1)
  })

  test('take in what has come since', async () => {
    const { clock, targets, take } = start({ healthy: 1 }, ['a'])
    clock.pass(0)
    await take()
    targets.push('b')
    clock.pass(1000)
    expect(await take()).toEqual(['a', 'b'])
  })

  test('leave no timer and begin nothing once they are stopped', async () => {
    const { clock, begun, take, stop } = start({ healthy: 1, unhealthy: 1, concurrency: 1 })
    clock.pass(0)
    expect(begun).toHaveLength(1)
    stop()
    await take()
    clock.pass(10_000)
    expect([begun, clock.waiting()]).toEqual([[], 0])
  })
})
