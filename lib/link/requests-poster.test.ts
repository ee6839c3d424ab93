import { expect, onTestFinished, test, vi } from 'vitest'
import { requestsPoster } from './requests-poster.ts'
import type { RequestsReport, UnmatchedRequest } from './requests.ts'
import { makeRecord } from './testing/record.ts'

const LOST: UnmatchedRequest[] = [{ record: makeRecord(), nearest: null, count: 1, firstAt: 0 }]

function start(times = { tail: 5, unmatched: 5 }) {
  const poster = requestsPoster(() => LOST, times)
  onTestFinished(poster.close)
  const batch = (tail: string, records: number, skipped = 0) => poster.tail({ tail, records: Array.from({ length: records }, () => makeRecord()), skipped })
  return { poster, batch }
}

/** A controller that answers when the test says so. */
function controller() {
  const reports: RequestsReport[] = []
  const answers: ((isKnown: boolean | Error) => void)[] = []
  const post = (report: RequestsReport) => {
    reports.push(report)
    return new Promise<boolean>((resolve, reject) => answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))))
  }
  return { reports, answers, post }
}

test('one report at a time; what comes meanwhile goes with the next one', async () => {
  const { poster, batch } = start()
  const { reports, answers, post } = controller()
  poster.connected(post)
  await vi.waitFor(() => expect(reports).toEqual([{ tails: [], unmatched: LOST }]))
  batch('a', 2)
  batch('b', 1, 4)
  batch('a', 1, 1)
  answers[0]!(true)
  await vi.waitFor(() => expect(reports).toHaveLength(2))
  expect(reports[1]!.tails.map(({ tail, records, skipped }) => [tail, records.length, skipped])).toEqual([['a', 3, 1], ['b', 1, 4]])
  expect(reports[1]!.unmatched).toBeUndefined()
})

test('a flood is cut, and what is left out counted', async () => {
  const { poster, batch } = start()
  const { reports, answers, post } = controller()
  poster.connected(post)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  for (let turn = 0; turn < 50; turn++) batch('a', 30)
  answers[0]!(true)
  await vi.waitFor(() => expect(reports).toHaveLength(2))
  expect(reports[1]!.tails).toMatchObject([{ skipped: 1400 }])
  expect(reports[1]!.tails[0]!.records).toHaveLength(100)
})

test('what was not taken of the unmatched requests is told again; of a tail it is gone', async () => {
  const { poster, batch } = start()
  const { reports, answers, post } = controller()
  poster.connected(post)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  batch('a', 1)
  answers[0]!(new Error('no answer'))
  await vi.waitFor(() => expect(reports).toHaveLength(2))
  answers[1]!(true)
  await vi.waitFor(() => expect(reports.slice(1).some(({ unmatched }) => unmatched)).toBe(true))
})

test('a controller that knows no such call is left alone until another one comes', async () => {
  const { poster, batch } = start()
  const [older, newer] = [controller(), controller()]
  poster.connected(older.post)
  await vi.waitFor(() => expect(older.answers).toHaveLength(1))
  older.answers[0]!(false)
  await vi.waitFor(() => {
    poster.unmatchedChanged()
    batch('a', 1)
    poster.connected(newer.post)
    expect(newer.reports.length).toBeGreaterThan(0)
  })
  expect(older.reports).toHaveLength(1)
})

test('nothing is gathered for a tail while there is no controller', async () => {
  const { poster, batch } = start()
  const { reports, post } = controller()
  batch('a', 1)
  poster.connected(post)
  poster.lost()
  batch('a', 1)
  poster.connected(post)
  await vi.waitFor(() => expect(reports).toEqual([{ tails: [], unmatched: LOST }]))
})
