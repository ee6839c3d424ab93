import { parentPort, workerData } from 'node:worker_threads'
import type { Rate } from '../buckets/algorithm.ts'
import { openBuckets } from '../buckets/buckets.ts'
import { REFUSED } from '../buckets/counts.ts'

/** What one thread does with the buckets of all: takes as fast as it can, or enters and leaves. */
export type Hammer = {
  buffer: SharedArrayBuffer
  worker: number
  /** Begins for all at once: the number of threads that are there. */
  gate: SharedArrayBuffer
  threads: number
  values: number
} & ({ rate: Rate; takes: number } | { limit: number; entries: number; inside: SharedArrayBuffer })

/** Accepted, by value; or how many were refused, and the most that were in at a time. */
export type Hammered = { accepted: number[] } | { refused: number; most: number }

if (!parentPort) throw new Error('a thread of its own is meant')
const port = parentPort
const hammer = workerData as Hammer
const buckets = openBuckets(hammer.buffer, hammer.worker)
const gate = new Int32Array(hammer.gate)

Atomics.add(gate, 0, 1)
Atomics.notify(gate, 0)
for (let there = Atomics.load(gate, 0); there < hammer.threads; there = Atomics.load(gate, 0)) Atomics.wait(gate, 0, there)

if ('rate' in hammer) {
  const meter = buckets.meter('rule', hammer.rate)
  const accepted = Array.from({ length: hammer.values }, () => 0)
  for (let count = 0; count < hammer.takes; count++) {
    const value = count % hammer.values
    if (meter.take(`${value}`).isAccepted) accepted[value]! += 1
  }
  port.postMessage({ accepted } satisfies Hammered)
} else {
  const count = buckets.count('rule', hammer.limit)
  const inside = new Int32Array(hammer.inside)
  let refused = 0
  let most = 0
  for (let entry = 0; entry < hammer.entries; entry++) {
    const value = entry % hammer.values
    const counted = count.enter(`${value}`)
    if (counted === REFUSED) {
      refused++
      continue
    }
    most = Math.max(most, Atomics.add(inside, value, 1) + 1)
    Atomics.sub(inside, value, 1)
    count.leave(counted)
  }
  port.postMessage({ refused, most } satisfies Hammered)
}
