import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'

/** How a worker feels: what `/metrics` shows of each. Times in seconds, sizes in bytes. */
export const VITALS = {
  beat: 'Grows as long as the event loop goes round.',
  accepted: 'Client connections that it accepted.',
  utilization: 'Share of the last seconds in which the event loop was busy.',
  delayMean: 'Mean delay of the event loop in the last seconds.',
  delayP99: '99th percentile of the delay of the event loop in the last seconds.',
  delayMax: 'Longest delay of the event loop in the last seconds.',
  gcTotal: 'Time in which the thread stood still for its garbage.',
  gcMax: 'Longest such pause in the last seconds.',
  heapUsed: 'Bytes of the heap in use.',
  heapTotal: 'Bytes of the heap.',
  external: 'Bytes outside the heap that belong to objects in it.',
} as const
export type Vital = keyof typeof VITALS

const NAMES = Object.keys(VITALS) as Vital[]
const TICK_MS = 1000
/** Over how many ticks delays are looked at, so that a reader that comes each 15 s sees the longest one. */
const WINDOW = 15
const RESOLUTION_MS = 10

export type Vitals = { buffer: SharedArrayBuffer; close(): void }

/**
 * Writes the vitals of the present thread, once a second, where another thread reads them.
 * @param accepted how many connections it has accepted
 */
export function watchVitals(accepted: () => number): Vitals {
  const buffer = new SharedArrayBuffer(NAMES.length * Float64Array.BYTES_PER_ELEMENT)
  const cells = new Float64Array(buffer)
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  let last = performance.eventLoopUtilization()
  let ticks = 0
  const gc = { total: 0, max: 0 }
  const pauses = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gc.total += duration / 1000
      gc.max = Math.max(gc.max, duration / 1000)
    }
  })
  pauses.observe({ entryTypes: ['gc'] })
  // The histogram counts the whole interval between its samples.
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000) : 0)
  const write = () => {
    const now = performance.eventLoopUtilization()
    const { heapUsed, heapTotal, external } = process.memoryUsage()
    const values: Record<Vital, number> = {
      beat: ticks,
      accepted: accepted(),
      utilization: performance.eventLoopUtilization(now, last).utilization,
      delayMean: seconds(delays.mean), delayP99: seconds(delays.percentile(99)), delayMax: seconds(delays.max),
      gcTotal: gc.total, gcMax: gc.max, heapUsed, heapTotal, external,
    }
    NAMES.forEach((name, place) => (cells[place] = values[name]))
    last = now
    if (++ticks % WINDOW !== 0) return
    delays.reset()
    gc.max = 0
  }
  const timer = setInterval(write, TICK_MS).unref()
  write()
  return {
    buffer,
    close() {
      clearInterval(timer)
      delays.disable()
      pauses.disconnect()
    },
  }
}

/** What a worker wrote last. */
export function readVitals(buffer: SharedArrayBuffer): Record<Vital, number> {
  const cells = new Float64Array(buffer)
  return Object.fromEntries(NAMES.map((name, place) => [name, cells[place]!])) as Record<Vital, number>
}
