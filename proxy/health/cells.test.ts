import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAllotment } from './allotment.ts'
import { GENERATIONS, MOST_ROWS, newSlab, refOf, rowOf, Rows, SLAB_ROWS, type Result } from './cells.ts'

const THRESHOLDS = { success: 2, httpFailure: 3, tcpFailure: 2, timeout: 2 }
const OFF = { success: 0, httpFailure: 0, tcpFailure: 0, timeout: 0 }

const RESULTS: Record<string, Result> = { s: 'success', h: 'httpFailure', c: 'tcpFailure', t: 'timeout' }

/** What becomes of a target by each of the results: `s`uccess, `h`ttp, `c`onnection, `t`ime-out. */
function after(results: string, thresholds = THRESHOLDS): string {
  const { rows, take } = createAllotment()
  const ref = take()
  return [...results].map((letter) => {
    const result = RESULTS[letter]!
    rows.count(ref, result, thresholds[result])
    return rows.isUp(ref) ? '+' : '-'
  }).join('')
}

describe('counters', () => {
  test.each([
    ['failures in a row take it out', 'hhh', '++-'],
    ['each kind has a counter of its own', 'hchtc', '++++-'],
    ['a success clears all of them', 'hhshhh', '+++++-'],
    ['a success clears those of connections and time-outs', 'cscctst', '+++----'],
    ['successes in a row bring it back', 'ccss', '+--+'],
    ['a failure clears the successes', 'ccshss', '+----+'],
    ['it begins with no failures when it is back', 'ccsshhh', '+--+++-'],
    ['failures of one that is out are not counted', 'hhhhhhhhss', '++-------+'],
  ])('%s: %s', (_, results, states) => {
    expect(after(results)).toBe(states)
  })

  test('0 turns a counter off', () => {
    expect(after('hhhhcccctttt', OFF)).toBe('++++++++++++')
    expect(after('hhhhcc', { ...THRESHOLDS, httpFailure: 0 })).toBe('+++++-')
  })

  test('without a count of successes nothing brings it back', () => {
    expect(after('ccssssssss', { ...THRESHOLDS, success: 0 })).toBe('+---------')
  })

  test('a success that is not counted clears failures all the same', () => {
    expect(after('hhshhshh', { ...THRESHOLDS, success: 0 })).toBe('++++++++')
  })

  test('the largest threshold is reached by as many, and not by one less', () => {
    const states = after('h'.repeat(255), { ...THRESHOLDS, httpFailure: 255 })
    expect(states).toBe(`${'+'.repeat(254)}-`)
  })

  test('what other kinds counted is not in the way of the largest threshold', () => {
    const most = { success: 255, httpFailure: 255, tcpFailure: 255, timeout: 255 }
    expect(after(`${'t'.repeat(254)}${'c'.repeat(254)}${'h'.repeat(255)}`, most)).toBe(`${'+'.repeat(762)}-`)
    expect(after(`${'t'.repeat(255)}${'s'.repeat(255)}`, most)).toBe(`${'+'.repeat(254)}${'-'.repeat(255)}+`)
  })
})

describe('rows', () => {
  test('of an owner before are nothing to the next one', () => {
    const { rows, take, free } = createAllotment()
    const old = take()
    rows.count(old, 'tcpFailure', 1)
    rows.mark(old, true)
    free(old)
    const next = take()
    expect(rowOf(next)).toBe(rowOf(old))
    expect([rows.isUp(next), rows.isUp(old)]).toEqual([true, true])
    expect(rows.count(old, 'tcpFailure', 1)).toBeNull()
    expect(rows.isUp(next)).toBe(true)
    expect(rows.count(next, 'tcpFailure', 1)).toBe('down')
    expect([rows.isUp(next), rows.isUp(old)]).toEqual([false, true])
  })

  test('have a sign of their own up to the last row and generation', () => {
    const ref = refOf(MOST_ROWS - 1, GENERATIONS - 1)
    expect(ref).toBeGreaterThan(0)
    expect(rowOf(ref)).toBe(MOST_ROWS - 1)
  })

  test('lie in as many slabs as are needed', () => {
    const { rows, take, slabs } = createAllotment()
    const refs = Array.from({ length: SLAB_ROWS + 1 }, take)
    expect([slabs().length, new Set(refs.map(rowOf)).size]).toEqual([2, SLAB_ROWS + 1])
    rows.count(refs.at(-1)!, 'timeout', 1)
    expect(refs.filter((ref) => !rows.isUp(ref))).toEqual([refs.at(-1)])
  })
})

const COUNTS = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.cells).then(({ Rows }) => {
  const rows = new Rows()
  rows.add([workerData.slab])
  const start = new Int32Array(workerData.start)
  Atomics.wait(start, 0, 0)
  let downs = 0
  let before = 0
  for (let i = 0; i < workerData.times; i++) {
    if (!rows.isUp(workerData.ref)) break
    before++
    if (rows.count(workerData.ref, 'httpFailure', workerData.threshold) === 'down') downs++
  }
  parentPort.postMessage({ downs, before })
})`

test('threads that count at the same time reach a threshold once, after exactly so many', async () => {
  const slab = newSlab()
  const start = new SharedArrayBuffer(4)
  const rows = new Rows()
  rows.add([slab])
  const ref = refOf(0, 1)
  rows.clear(ref)
  const workerData = { slab, start, ref, times: 1000, threshold: 255, cells: new URL('cells.ts', import.meta.url).href }
  const workers = Array.from({ length: 3 }, () => new Worker(COUNTS, { eval: true, workerData }))
  onTestFinished(() => void workers.forEach((worker) => void worker.terminate()))
  const counted = Promise.all(workers.map((worker) => new Promise<{ downs: number; before: number }>((resolve) => worker.once('message', resolve))))
  // Those that come to wait later do not wait any more.
  Atomics.store(new Int32Array(start), 0, 1)
  Atomics.notify(new Int32Array(start), 0)
  const results = await counted
  expect(results.reduce((sum, { downs }) => sum + downs, 0)).toBe(1)
  // Each of the other threads may have looked once more before it saw that it was over.
  const tries = results.reduce((sum, { before }) => sum + before, 0)
  expect(tries).toBeGreaterThanOrEqual(255)
  expect(tries).toBeLessThanOrEqual(257)
})
