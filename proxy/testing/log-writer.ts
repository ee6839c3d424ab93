import { stat } from 'node:fs/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openLineSink } from '../sight/line-sink.ts'
import { tryTarget } from '../sight/log-target.ts'

/** What a process that writes lines is told, as its first argument. */
export type WriterTask = { threads: number; lines: number; mostWaiting?: number; closeMs?: number }
/** What it tells: `longestPauseMs` of its event loop, and lines that were lost. */
export type WriterNews = { type: 'written' | 'closed'; longestPauseMs: number; dropped: number }

const PADDING = 'x'.repeat(300)
const task: WriterTask = isMainThread ? JSON.parse(process.argv[2]!) : workerData

/** Writes in small turns, as requests come, and says how long the loop stood still at the longest. */
async function writeLines(name: number): Promise<void> {
  const sink = openLineSink('stdout', task)
  let longestPauseMs = 0
  let last = performance.now()
  for (let line = 0; line < task.lines; line++) {
    sink.write(`${JSON.stringify({ name, line, PADDING })}\n`)
    if (line % 50 !== 0) continue
    await new Promise((resolve) => setImmediate(resolve))
    longestPauseMs = Math.max(longestPauseMs, performance.now() - last)
    last = performance.now()
  }
  const tell = (type: WriterNews['type']) => {
    const news: WriterNews = { type, longestPauseMs, dropped: sink.dropped() }
    // oxlint-disable-next-line require-post-message-target-origin -- a port of a thread, not a window
    parentPort!.postMessage(news)
  }
  // Needs a thread of the pool that the writes use too.
  await stat('.')
  tell('written')
  await sink.close()
  tell('closed')
}

if (isMainThread) {
  tryTarget('stdout')
  const workers = Array.from({ length: task.threads }, (_, name) => new Worker(import.meta.filename, { workerData: { ...task, name } }))
  for (const worker of workers) worker.on('message', (news: WriterNews) => process.send!(news))
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))))
  process.disconnect()
} else {
  await writeLines((workerData as { name: number }).name)
}
