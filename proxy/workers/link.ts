import { Worker, type Transferable } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts'

/** Why a worker ended: a name for a metric, and words for a person. */
export type End = { kind: 'asked' | 'exception' | 'heap' | 'exit' | 'stuck'; reason: string; error?: Error }

/** The primary's end of a worker. */
export type WorkerLink = {
  post(message: ToWorker, transfer?: readonly Transferable[]): void
  /** Ends it at once, with all its connections. @param why nobody asked for it: it is at fault */
  end(why?: End): Promise<void>
}

export type Events = { onMessage(message: FromWorker): void; onEnd(end: End): void }

/** Starts a worker. */
export type Spawn = (settings: WorkerSettings, events: Events) => WorkerLink

/** Most memory of a worker, in MiB; Node's own measure where none is given. */
export type HeapLimits = { maxOldGenerationSizeMb?: number; maxYoungGenerationSizeMb?: number }

const ASKED: End = { kind: 'asked', reason: 'it was ended' }

const endOf = (error: NodeJS.ErrnoException): End =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { kind: 'heap', reason: error.message, error } : { kind: 'exception', reason: error.message, error }

/**
 * A snapshot that is being built survives every scavenge, and what survives is copied while the thread stands still: a large young
 * generation, Node's 48 MiB, means pauses of tens of milliseconds. Half of it costs requests nothing that could be measured.
 */
const HEAP: HeapLimits = { maxYoungGenerationSizeMb: 24 }

const SCRIPT = new URL('../worker.ts', import.meta.url)

/** Workers as threads of their own. */
export const threads = (heap: HeapLimits = {}, script = SCRIPT): Spawn => (settings, events) => {
  const worker = new Worker(script, { workerData: settings, resourceLimits: { ...HEAP, ...heap }, name: `worker ${settings.number}` })
  let end: End | null = null
  worker.on('message', (message: FromWorker) => events.onMessage(message))
  worker.on('messageerror', (error) => void (end ??= { kind: 'exception', reason: error.message, error }))
  worker.on('error', (error: unknown) => void (end ??= endOf(error as NodeJS.ErrnoException)))
  worker.once('exit', (code) => events.onEnd(end ?? { kind: 'exit', reason: `it ended with ${code}` }))
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    async end(why = ASKED) {
      end ??= why
      await worker.terminate()
    },
  }
}
