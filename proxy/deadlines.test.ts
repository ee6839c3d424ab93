import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDeadlines, type Deadlines, type Timed } from './deadlines.ts'

type Thing = Timed & { fired: number[] }

let deadlines: Deadlines
let things: Thing[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  deadlines = createDeadlines(20)
  things = []
})
afterEach(() => {
  deadlines.close()
  vi.useRealTimers()
})

const thing = (): Thing => {
  const made: Thing = { deadline: Infinity, tick: 0, fired: [], onDeadline: () => made.fired.push(performance.now()) }
  things.push(made)
  return made
}
/** How long after its beginning a thing fired, in whole ticks at most too late. */
const expectFired = ({ fired }: Thing, begin: number, ms: number) => {
  expect(fired).toHaveLength(1)
  expect(fired[0]! - begin).toBeGreaterThanOrEqual(ms)
  expect(fired[0]! - begin).toBeLessThanOrEqual(ms + 40)
}

test.each([1, 20, 50, 999, 60_000])('%i ms', (ms) => {
  const one = thing()
  const begin = performance.now()
  deadlines.set(one, ms)
  vi.advanceTimersByTime(ms + 40)
  expectFired(one, begin, ms)
  vi.advanceTimersByTime(ms + 100)
  expect(one.fired).toHaveLength(1)
})

test('a deadline that is moved later fires later, one that is moved nearer fires sooner', () => {
  const [later, sooner] = [thing(), thing()]
  deadlines.set(later, 100)
  deadlines.set(sooner, 10_000)
  vi.advanceTimersByTime(60)
  const begin = performance.now()
  deadlines.set(later, 300)
  deadlines.set(sooner, 100)
  vi.advanceTimersByTime(1000)
  expectFired(later, begin, 300)
  expectFired(sooner, begin, 100)
})

test('none fires that was taken back or whose thing has ended, and one may be set again', () => {
  const [cleared, removed] = [thing(), thing()]
  deadlines.set(cleared, 100)
  deadlines.set(removed, 100)
  cleared.deadline = Infinity
  deadlines.remove(removed)
  vi.advanceTimersByTime(500)
  expect([cleared.fired, removed.fired]).toEqual([[], []])
  const begin = performance.now()
  deadlines.set(cleared, 50)
  vi.advanceTimersByTime(200)
  expectFired(cleared, begin, 50)
})

test('one may be set while another fires', () => {
  const second = thing()
  const first = thing()
  let begin = 0
  first.onDeadline = () => {
    begin = performance.now()
    deadlines.set(second, 30)
  }
  deadlines.set(first, 30)
  vi.advanceTimersByTime(200)
  expectFired(second, begin, 30)
})

test('the clock stands still while nothing is timed', () => {
  const one = thing()
  deadlines.set(one, 30)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(100)
  expect(vi.getTimerCount()).toBe(0)
})
