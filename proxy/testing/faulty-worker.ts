import { BroadcastChannel, workerData } from 'node:worker_threads'
import type { WorkerSettings } from '../workers/protocol.ts'
import '../worker.ts'

/** What is to go wrong in which worker. */
export type Fault = { worker: number; kind: 'throw' | 'reject' | 'heap' | 'exit' }

const { number, host, linkToken } = workerData as WorkerSettings

/** A worker that does what it does, and fails when it is told to: over a channel that has the name of its proxy's token. */
const faults = new BroadcastChannel(linkToken)
faults.addEventListener('message', (event) => {
  const { worker, kind } = (event as MessageEvent<Fault>).data
  if (worker !== number) return
  if (kind === 'throw') setImmediate(() => { throw new Error(`a fault on ${host}`) })
  if (kind === 'reject') void Promise.reject(new Error('a rejection that nobody takes'))
  if (kind === 'exit') process.exit(3)
  if (kind === 'heap') for (const kept: unknown[] = []; ;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })))
})
faults.unref()
