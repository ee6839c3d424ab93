import type { Diagnostic } from '#lib/model/routing-config.ts'
import { KubeError, type Client } from './client.ts'
import { eventsDue, type EventMemory } from './event-plan.ts'
import { sendEvent } from './event-send.ts'
import type { Log } from './log.ts'
import { createPace } from './pace.ts'
import { problemsOf, type KnownObjects, type Problem } from './problems.ts'
import { createWaker, pause } from './waker.ts'

/** Keeps an Event at each object of the cluster that something is wrong with. */
export type EventKeeper = {
  /** What is wrong now, and the objects as they were read; cheap, to be called whoever leads. */
  update(view: { diagnostics: readonly Diagnostic[]; objects: KnownObjects }): void
  /** Sends until `signal` is aborted. */
  lead(signal: AbortSignal): Promise<void>
  /** Why Events cannot be written, for people. */
  problem(): string | null
}

export type EventTiming = {
  /** How many are sent, after a `burst` of them. */
  perMinute: number
  burst: number
  /** How long a problem lasts before it is said, in ms. */
  settleMs: number
}

/** Between two looks while nothing changes, for what has lasted an hour or could not be sent. */
const IDLE_MS = 60_000
const FORBIDDEN_FOR_MS = 600_000
/** All problems are looked through at each turn, so turns are not to follow each change of the cluster. */
const BETWEEN_TURNS_MS = 500

/** What is made in a namespace that is on its way out is refused in the same words as what is not allowed. */
const isEnding = ({ details }: KubeError): boolean =>
  Array.isArray(details.causes) && details.causes.some((cause: { reason?: string }) => cause.reason === 'NamespaceTerminating')

/**
 * @param options.identity of this process, shown in the Events
 * @param options.now milliseconds of a clock that never goes back
 */
export function keepEvents(options: {
  client: Client
  identity: string
  log: Log
  timing?: Partial<EventTiming>
  now?: () => number
}): EventKeeper {
  const { client, identity, log, now = () => performance.now() } = options
  const { perMinute, burst, settleMs } = { perMinute: 120, burst: 60, settleMs: 2000, ...options.timing }
  const waker = createWaker()
  const pace = createPace({ perSecond: perMinute / 60, burst, now })
  const memory: EventMemory = { sent: new Map(), since: new Map() }
  const { sent } = memory
  const forbidden = new Map<string, { until: number; message: string }>()
  let view: { diagnostics: readonly Diagnostic[]; objects: KnownObjects } | null = null
  let isNew = false

  /** False where nobody answers, and the others need not be tried. */
  async function send(problem: Problem, signal: AbortSignal): Promise<boolean> {
    const { key, namespace } = problem
    try {
      const { ageMs, ...event } = await sendEvent(client, problem, { last: sent.get(key), identity, date: new Date() })
      sent.set(key, { ...event, at: now() - ageMs })
      forbidden.delete(namespace)
      return true
    } catch (error) {
      if (signal.aborted) return false
      if (!(error instanceof KubeError)) throw error
      if (error.status === 403 && !isEnding(error)) {
        if (!forbidden.has(namespace)) log.error({ namespace, message: error.message }, 'Events may not be written')
        forbidden.set(namespace, { until: now() + FORBIDDEN_FOR_MS, message: error.message })
        return true
      }
      if (!isEnding(error)) log.error({ about: problem.about, message: error.message }, 'an Event could not be written')
      // A namespace that is going, or words that are refused: the same would come of it again.
      const isHopeless = error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429
      if (isHopeless) sent.set(key, { message: problem.message, count: 0, at: now() })
      return isHopeless
    }
  }

  /** How long until another look is needed, unless something changes. */
  async function sendDue(signal: AbortSignal): Promise<number> {
    if (!view) return IDLE_MS
    isNew = false
    const { due, isSettling } = eventsDue(problemsOf(view.diagnostics, view.objects), memory, now(), settleMs)
    const nextMs = isSettling ? settleMs : IDLE_MS
    for (const problem of due) {
      if ((forbidden.get(problem.namespace)?.until ?? 0) > now()) continue
      if (!(await pace(signal)) || !(await send(problem, signal))) break
      // What came up meanwhile may have solved the rest.
      if (isNew) break
    }
    return nextMs
  }

  return {
    update(next) {
      const isSame = view?.diagnostics === next.diagnostics
      view = next
      if (isSame) return
      isNew = true
      waker.wake()
    },
    async lead(signal) {
      // Another one led meanwhile: the Events say how far that one came.
      sent.clear()
      while (!signal.aborted) {
        let nextMs = IDLE_MS
        try {
          nextMs = await sendDue(signal)
        } catch (error) {
          log.error({ err: error }, 'Events could not be written')
        }
        await pause(BETWEEN_TURNS_MS, signal)
        await waker.sleep(nextMs, signal)
      }
    },
    problem() {
      const denied = [...forbidden.values()].find(({ until }) => until > now())
      return denied?.message ?? null
    },
  }
}
