import { joinSnapshot } from '#lib/snapshot/join.ts'
import { openBuckets } from '../buckets/buckets.ts'
import type { Gate } from '../http1/exchange.ts'
import { forgetSlices, liveSlices, type Live } from '../live.ts'
import { createHealthView } from '../health/view.ts'
import { openPort, type OpenPort } from '../ports.ts'
import { createRuntime, type Runtime } from '../runtime.ts'
import { assemble, type Lists } from './assemble.ts'
import { createGate, type Injected } from './gate.ts'
import type { Ask, Asks, Built, FromWorker, ToWorker, WantedPort, WorkerSettings } from './protocol.ts'
import { inSlices } from './slices.ts'
import { watchVitals } from './vitals.ts'

/** The code of one worker, whatever thread it runs in. */
export type Serving = {
  receive(message: ToWorker): void
  /** Lets go of everything at once. */
  close(): void
}

type Made = { lists: Lists; live: Live }

const wantedPorts = (live: Live): WantedPort[] =>
  [...live.ports].map(([port, { protocol, listeners }]) => ({
    port, protocol, label: `Listener "${listeners.map((listener) => listener.name).join('", "')}", port`,
  }))

/** How snapshots come to serve: one is built aside, and taken when all workers have built it. */
function createBuilder(gate: Gate, runtime: Runtime) {
  let held: Lists = new Map()
  let made: Made | null = null
  // Grows with each build and each end of one: what was given up must not come to serve.
  let turn = 0

  const forget = async (live: Live) => gate.names.retain(await inSlices(forgetSlices(live, runtime)))
  return {
    async build({ digest, plan, parts }: Asks['build']['ask']): Promise<Built> {
      made = null
      const mine = ++turn
      try {
        const lists = await inSlices(assemble(plan, parts, held))
        const live = await inSlices(liveSlices(joinSnapshot(lists), digest, gate.ports, runtime, gate.live))
        if (turn === mine) made = { lists, live }
        return { warnings: live.warnings, ports: wantedPorts(live) }
      } finally {
        parts.close()
      }
    },
    commit(digest: string): void {
      if (made?.live.digest !== digest) throw new Error('The snapshot to be served is not the one that was built')
      const taken = made
      made = null
      held = taken.lists
      gate.live = taken.live
      void forget(taken.live)
    },
    /** What the given-up state took from the runtime stays until the next one serves. */
    abandon(): void {
      turn++
      made = null
    },
    close: () => runtime.pools.destroy(),
  }
}

/** @param post takes what the primary is told */
export function createWorker(settings: WorkerSettings, post: (message: FromWorker) => void, injected: Injected = {}): Serving {
  const gate = createGate(settings, post, injected)
  const vitals = watchVitals(() => gate.tally.get('httpAccepted') + gate.tally.get('httpsAccepted'))
  const health = createHealthView((change) => post({ type: 'health', change }), () => performance.timeOrigin + performance.now())
  const { now } = injected
  const buckets = openBuckets(settings.buckets, settings.number, now && { wall: now, steady: now })
  const builder = createBuilder(gate, createRuntime({ ...gate, health, buckets, ticketSecret: settings.secret }))
  const ports = new Map<number, OpenPort>()
  let begin = () => {}
  gate.starting = new Promise((resolve) => (begin = resolve))
  const started = () => {
    gate.starting = null
    begin()
  }
  const closing = new Set<Promise<void>>()
  const closePort = (port: OpenPort, limitMs: number): void => {
    ports.delete(port.port)
    const closed = port.close(limitMs).finally(() => closing.delete(closed))
    closing.add(closed)
  }
  const answerTo = async (ask: Ask): Promise<Asks[Ask['kind']]['answer']> => {
    switch (ask.kind) {
      case 'listen': {
        const { protocol, port } = ask
        const opened = await openPort(gate, protocol, { host: settings.host, port, isShared: settings.isShared })
        ports.set(opened.port, opened)
        return opened.port
      }
      case 'closePort': {
        const port = ports.get(ask.port)
        if (port) closePort(port, ask.limitMs)
        return null
      }
      case 'build':
        return builder.build(ask)
      case 'commit':
        builder.commit(ask.digest)
        started()
        return null
      case 'drain':
        gate.isDraining = true
        for (const port of ports.values()) closePort(port, ask.limitMs)
        await Promise.all(closing)
        await gate.sight.close()
        return null
    }
  }
  post({ type: 'shared', tally: gate.tally.buffer, vitals: vitals.buffer })
  return {
    receive(message) {
      switch (message.type) {
        case 'ask':
          answerTo(message).then(
            (value) => post({ type: 'answer', id: message.id, value }),
            (error: unknown) => post({ type: 'refusal', id: message.id, message: (error as Error).message }),
          )
          return
        case 'identity':
          gate.id = message.id
          Object.assign(gate.ports, message.ports)
          return
        case 'started':
          return started()
        case 'abandon':
          return builder.abandon()
        case 'ending':
          gate.isDraining = true
          return
        case 'dropCounters':
          return gate.counters.drop(message.rows)
        case 'health':
          return health.receive(message.message)
        case 'sight':
          return gate.sight.receive(message.message)
      }
    },
    close() {
      vitals.close()
      builder.close()
      gate.names.close()
      gate.deadlines.close()
    },
  }
}
