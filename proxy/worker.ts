import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker, WorkerSettings } from './workers/protocol.ts'
import { createWorker } from './workers/serve.ts'

// A thread of the proxy: everything else is the primary's business. It ends when the primary says so, or by a fault of its own.
if (!parentPort) throw new Error('proxy/worker.ts is started by the proxy, as a thread')
const port = parentPort

const worker = createWorker(workerData as WorkerSettings, (message: FromWorker) => port.postMessage(message))
port.on('message', (message: ToWorker) => worker.receive(message))
