import module from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerSettings } from './workers/protocol.ts'

// A thread of the proxy: everything else is the primary's business. It ends when the primary says so, or by a fault of its own.
if (!parentPort) throw new Error('proxy/worker.ts is started by the proxy, as a thread')
const port = parentPort

// Node applies the variable to the main thread alone; it halves the time to the first answer after a fault.
const cache = process.env.NODE_COMPILE_CACHE
if (cache) module.enableCompileCache(cache)
const { createWorker } = await import('./workers/serve.ts')

const worker = createWorker(workerData as WorkerSettings, (message: FromWorker) => port.postMessage(message))
port.on('message', (message: ToWorker) => worker.receive(message))
// A thread that is terminated does not come to write what it has compiled.
if (cache) module.flushCompileCache()
