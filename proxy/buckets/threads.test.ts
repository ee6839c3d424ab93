import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import type { Hammer, Hammered } from '../testing/hammer-buckets.ts'
import type { Rate } from './algorithm.ts'
import { openBuckets } from './buckets.ts'
import { allocateRows } from './rows.ts'

const THREADS = 4
const SCRIPT = new URL('../testing/hammer-buckets.ts', import.meta.url)

const shared = (words: number) => new SharedArrayBuffer(4 * words)

/** What each of the threads has to say, all of which began at once. */
async function hammered<T extends Hammered>(buffer: SharedArrayBuffer, what: object): Promise<T[]> {
  const gate = shared(1)
  const workers = Array.from({ length: THREADS }, (_, worker) =>
    new Worker(SCRIPT, { workerData: { buffer, worker, gate, threads: THREADS, ...what } as Hammer }))
  return Promise.all(workers.map(async (worker) => ((await once(worker, 'message')) as [T])[0]))
}

describe('threads that come to the same buckets', () => {
  test.each<[name: string, Partial<Rate>]>([
    ['leaky bucket', { algorithm: 'leakyBucket', requests: 1, burst: 999 }],
    ['fixed window', { algorithm: 'fixedWindow', requests: 1000 }],
    ['sliding window', { algorithm: 'slidingWindow', requests: 1000 }],
  ])('%s: exactly as many as the rule allows are accepted, of each value', async (_, given) => {
    const all = await hammered<{ accepted: number[] }>(allocateRows(THREADS), {
      rate: { per: 'day', burst: 0, ...given }, takes: 10_000, values: 4,
    })
    const sums = [0, 1, 2, 3].map((value) => all.reduce((sum, { accepted }) => sum + accepted[value]!, 0))
    expect(sums).toEqual([1000, 1000, 1000, 1000])
  })

  test('never more are in than may be, and when all have left, as many may come', async () => {
    const buffer = allocateRows(THREADS)
    const all = await hammered<{ refused: number; most: number }>(buffer, { limit: 2, entries: 50_000, inside: shared(2), values: 2 })
    expect(Math.max(...all.map(({ most }) => most))).toBeLessThanOrEqual(2)
    const count = openBuckets(buffer, 0).count('rule', 2)
    expect(['0', '0', '0', '1', '1', '1'].map((value) => count.enter(value) >= 0)).toEqual([true, true, false, true, true, false])
  })

  test('one that is ended in the midst of its work holds nobody up', async () => {
    const buffer = allocateRows(THREADS)
    const what = { gate: shared(1), threads: 1, values: 1, limit: 1, entries: Infinity, inside: shared(1) }
    for (let round = 0; round < 5; round++) {
      const worker = new Worker(SCRIPT, { workerData: { buffer, worker: 1, ...what } as Hammer })
      await once(worker, 'online')
      await expect.poll(() => Atomics.load(new Int32Array(what.gate), 0)).toBe(round + 1)
      await worker.terminate()
    }
    const count = openBuckets(buffer, 1).count('rule', 1)
    const before = performance.now()
    expect([count.enter('0') >= 0, count.enter('0') >= 0]).toEqual([true, false])
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
