import { expect, onTestFinished, test, vi } from 'vitest'
import type { HealthReport } from './health.ts'
import { healthPoster } from './health-poster.ts'
import { makeHealthReport, makeMark } from './testing/health.ts'

function start(intervalMs = 5) {
  let report = makeHealthReport()
  const poster = healthPoster(() => report, intervalMs)
  onTestFinished(poster.close)
  const set = (at: number) => {
    report = makeHealthReport({ marks: [makeMark({ at })] })
    poster.changed()
  }
  return { poster, set }
}

/** A controller that answers as the test says. */
function controller(answer: () => Promise<boolean> = async () => true) {
  const taken: (number | undefined)[] = []
  const post = (report: HealthReport) => {
    taken.push(report.marks[0]?.at)
    return answer()
  }
  return { taken, post }
}

test('a controller hears all at once, and then what has changed', async () => {
  const { poster, set } = start()
  const { taken, post } = controller()
  poster.connected(post)
  await vi.waitFor(() => expect(taken).toEqual([undefined]))
  set(1)
  await vi.waitFor(() => expect(taken).toEqual([undefined, 1]))
})

test('what is as it was is not sent again, but to another controller', async () => {
  const { poster, set } = start()
  const [first, second] = [controller(), controller()]
  poster.connected(first.post)
  set(1)
  await vi.waitFor(() => expect(first.taken.at(-1)).toBe(1))
  const before = first.taken.length
  poster.changed()
  poster.lost()
  set(1)
  poster.connected(second.post)
  await vi.waitFor(() => expect(second.taken).toEqual([1]))
  expect(first.taken).toHaveLength(before)
})

test('changes in quick succession are one report', async () => {
  const { poster, set } = start(20)
  const { taken, post } = controller()
  poster.connected(post)
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  for (let at = 1; at <= 10; at++) set(at)
  await vi.waitFor(() => expect(taken.at(-1)).toBe(10))
  expect(taken.length).toBeLessThanOrEqual(3)
})

test('what could not be sent is sent again', async () => {
  const { poster, set } = start()
  let isAway = true
  const { taken, post } = controller(async () => {
    if (isAway) throw new Error('away')
    return true
  })
  set(1)
  poster.connected(post)
  await vi.waitFor(() => expect(taken.length).toBeGreaterThan(1))
  isAway = false
  const tries = taken.length
  await vi.waitFor(() => expect(taken.length).toBeGreaterThan(tries))
})

test('an older controller is not asked twice', async () => {
  const { poster, set } = start()
  const { taken, post } = controller(async () => false)
  poster.connected(post)
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  const other = controller()
  set(1)
  poster.connected(other.post)
  await vi.waitFor(() => expect(other.taken).toEqual([1]))
  expect(taken).toHaveLength(1)
})
