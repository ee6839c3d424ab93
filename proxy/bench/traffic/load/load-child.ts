import { readTask } from '../../run-child.ts'
import { percentile } from '../../statistics.ts'
import { type Client, createClient } from './client.ts'
import { connectTo, requestFor } from './connect.ts'
import type { Plan, Seen } from './plan.ts'

/** `rate`: requests per second; null: as fast as they are answered. */
export type LoadTask = { plan: Plan; port: number; seconds: number; rate: number | null }
export type LoadAnswer = Seen & { worstMs: number; /** What went wrong first, for the message. */ firstError: string | null }

const PAUSE_AFTER_LOSS_MS = 10

type Slot = { client: Client; startedAt: number }

function bringLoad({ plan, port, seconds, rate }: LoadTask): Promise<LoadAnswer> {
  const request = requestFor(plan.path, plan.close, plan.headers)
  const latencies: number[] = []
  let bytes = 0
  let errors = 0
  let firstError: string | null = null
  const idle: Slot[] = []
  const due: number[] = []
  const slots = new Set<Slot>()
  const begin = performance.now()
  const endsAt = begin + seconds * 1000

  const fail = (reason: string) => {
    errors++
    firstError ??= reason
  }
  const start = (slot: Slot, at: number) => {
    slot.startedAt = at
    slot.client.ask()
  }
  const take = (slot: Slot) => {
    const at = rate === null ? performance.now() : due.shift()
    if (at === undefined) idle.push(slot)
    else start(slot, at)
  }
  const open = () => {
    const slot: Slot = { client: null as never, startedAt: 0 }
    slot.client = createClient(connectTo(port, plan.tls), request, {
      onAnswer(status, received) {
        latencies.push(performance.now() - slot.startedAt)
        bytes += received
        if (status !== 200) fail(`status ${status}`)
        if (!plan.close) return take(slot)
        slots.delete(slot)
        slot.client.end()
        open()
      },
      onLost(reason) {
        slots.delete(slot)
        const at = idle.indexOf(slot)
        if (at >= 0) idle.splice(at, 1)
        fail(reason)
        setTimeout(open, PAUSE_AFTER_LOSS_MS)
      },
    })
    slots.add(slot)
    take(slot)
  }
  for (let count = 0; count < plan.connections; count++) open()

  let issued = 0
  const issue = () => {
    const now = performance.now()
    for (const until = Math.floor(((now - begin) / 1000) * rate!); issued < until; issued++) {
      const slot = idle.pop()
      if (slot) start(slot, now)
      else due.push(now)
    }
  }
  if (rate !== null) setInterval(issue, 1)
  return new Promise((resolve) => {
    setTimeout(() => {
      const now = performance.now()
      for (const { client } of slots) bytes += client.received()
      // A request that is still out has its wait counted, so that a pause at the end is seen.
      const busy = [...slots].filter((slot) => !idle.includes(slot)).map(({ startedAt }) => startedAt)
      const waits = rate === null ? [] : [...busy, ...due].map((at) => now - at)
      const worstMs = [...latencies, ...waits].reduce((most, one) => Math.max(most, one), 0)
      const at = (share: number) => (latencies.length === 0 ? NaN : percentile(latencies, share))
      const seen = { requests: latencies.length, bytes, seconds: (now - begin) / 1000, p50Ms: at(0.5), p99Ms: at(0.99), errors }
      resolve({ ...seen, worstMs, firstError })
    }, endsAt - begin)
  })
}

if (process.send) process.send(await bringLoad(readTask<LoadTask>()), () => process.exit(0))
