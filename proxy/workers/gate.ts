import { createNames } from '../balancing/names.ts'
import { createConnections } from '../connections.ts'
import { createCounters } from '../counters.ts'
import { createDeadlines } from '../deadlines.ts'
import { trustedOf } from '../forwarded.ts'
import type { Gate } from '../http1/exchange.ts'
import { limited, type Log } from '../log.ts'
import { createSight } from '../sight/sight.ts'
import { createTally } from '../tally.ts'
import type { FromWorker, WorkerSettings } from './protocol.ts'

/** What tests decide in place of chance and clock. */
export type Injected = { random?: (() => number) | undefined; now?: (() => number) | undefined }

/** Whatever the loggers of the workers write goes through the primary's. */
function passedOn(post: (message: FromWorker) => void): Log {
  const to = (level: keyof Log) => (facts: object, message: string) => post({ type: 'log', level, facts, message })
  return { info: to('info'), warn: limited(to('warn'), 10), error: limited(to('error'), 10) }
}

/** What the requests of one worker share. It has no name, no ports and no snapshot yet. */
export function createGate(settings: WorkerSettings, post: (message: FromWorker) => void, { random = Math.random, now = Date.now }: Injected): Gate {
  const log = passedOn(post)
  const trusted = trustedOf(settings.trustedProxies)
  return {
    id: '', live: null, starting: null, isDraining: false, ports: { http: 0, https: 0, status: 0 },
    linkToken: settings.linkToken, limits: settings.limits, trusted, seenNonces: new Map(),
    counters: createCounters((news) => post({ type: 'counter', news })),
    tally: createTally(),
    connections: createConnections(settings.limits.connectionsPerAddress, trusted),
    deadlines: createDeadlines(),
    names: createNames(),
    sight: createSight(settings.sight, (message) => post({ type: 'sight', message }), {
      onError: (error) => log.error({ err: error }, 'the access log cannot be written'),
      random,
    }),
    log,
    fastAccept: settings.fastAccept,
    random, now,
  }
}
