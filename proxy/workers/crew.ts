import { decodeSnapshot } from '#lib/snapshot/codec.ts'
import { StartError } from '#lib/errors.ts'
import { finish } from '#lib/routing/slices.ts'
import type { Health } from '../health/health.ts'
import type { Log } from '../log.ts'
import { createTallies, type Tallies } from '../tally.ts'
import { createCounterBooks, type CounterBooks } from './counter-books.ts'
import type { End, Spawn } from './link.ts'
import { enlist, WorkerEnded, type Member } from './member.ts'
import { atLeisure } from './slices.ts'
import { watchBeats } from './watch.ts'
import { planSlices, wholePlan, type Prepared } from './plan.ts'
import type { Built, Identity, Protocol, ToWorker, WorkerSettings } from './protocol.ts'

export type CrewOptions = {
  count: number
  spawn: Spawn
  settings: Omit<WorkerSettings, 'number'>
  log: Log
  /** What a worker's sight has to tell. */
  onSight(message: unknown): void
  /** A worker began: `post` reaches its sight. */
  onEnter(post: (message: unknown) => void): void
  /** Goes before each snapshot. */
  health: Pick<Health, 'planSlices' | 'commit' | 'greet' | 'passive'>
}

/** All workers of a proxy. What is asked of the crew is asked of each. */
export type Crew = {
  books: CounterBooks
  tallies: Tallies
  /** How many ended by themselves, by kind. */
  ends: Map<Exclude<End['kind'], 'asked'>, number>
  /** Rejects with a StartError if a worker ends before `begun` is called; only after that are they replaced. */
  failed: Promise<never>
  begun(): void
  /** Those that are only beginning, too. */
  members(): readonly Member[]
  /** How many serve. */
  serving(): number
  identify(identity: Identity): void
  tell(message: ToWorker): void
  /** Opens a port; replacements open it, too. @throws {Error} with the first reason; the port is open nowhere then */
  listen(protocol: Protocol, port: number): Promise<number>
  closePort(port: number, limitMs: number): Promise<void>
  /**
   * Builds a snapshot in all workers, then serves it in all.
   * @param isTrusted it was checked before
   * @throws {Error} if it is none, or one of them cannot; all keep the old one then
   */
  serve(prepared: Prepared, isTrusted: boolean): Promise<Built>
  /** Resolves when every worker that ended has been replaced, or the time is over. */
  whole(limitMs: number): Promise<void>
  /** Ends a worker at once; it is replaced. */
  endWorker(number: number): Promise<void>
  /** Lets requests finish. Nobody is replaced any more. */
  drain(limitMs: number): Promise<void>
  end(): Promise<void>
}

const FIRST_WAIT_MS = 100
const MOST_WAIT_MS = 5000
/** A worker that ran this long is taken as well: the next one comes at once. */
const WELL_AFTER_MS = 10_000

/**
 * Starts the workers, and keeps their number: one that ends is replaced, after a wait that grows up to 5 s while they end young.
 * None of them listens or serves before it is asked to. What goes wrong at the start is told by `failed`.
 */
export function startCrew({ count, spawn, settings, log, onSight, onEnter, health }: CrewOptions): Crew {
  const readers = { books: createCounterBooks(), tallies: createTallies() }
  const ends: Crew['ends'] = new Map()
  const ports = new Map<number, Protocol>()
  const members = new Map<number, Member>()
  /** Those that serve what the others serve. */
  const current = new Set<Member>()
  let identity: Identity | null = null
  let served: Prepared | null = null
  const beginning = Promise.withResolvers<never>()
  beginning.promise.catch(() => {})
  let isBeginning = true
  let isEnding = false
  let wait = 0
  const awaitWhole: (() => void)[] = []
  // One after the other: a replacement must not miss a snapshot that is under way.
  let queue: Promise<unknown> = Promise.resolve()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work)
    queue = done.catch(() => {})
    return done
  }
  const enter = (number: number): Member => {
    const member = enlist(spawn, { ...settings, number }, readers, log, { onEnd, onSight, onHealth: health.passive })
    members.set(number, member)
    onEnter((message) => member.link.post({ type: 'sight', message }))
    health.greet((message) => member.link.post({ type: 'health', message }))
    if (identity) member.link.post({ type: 'identity', ...identity })
    return member
  }
  /** Brings a new worker to where the others are. Connections wait in the kernel, and requests in the worker, until it is there. */
  const catchUp = async (member: Member): Promise<void> => {
    await Promise.all([...ports].map(([port, protocol]) => member.ask('listen', { protocol, port })))
    await exclusively(async () => {
      if (served) {
        await member.build(served.digest, wholePlan(served))
        await member.ask('commit', { digest: served.digest })
      } else member.link.post({ type: 'started' })
      if (members.get(member.number) === member) current.add(member)
    })
    if (current.size === count) for (const resolve of awaitWhole.splice(0)) resolve()
  }
  const replace = (number: number): void => {
    if (isEnding) return
    const member = enter(number)
    catchUp(member).catch((error: Error) => {
      if (isEnding || members.get(number) !== member) return
      log.error({ worker: number, reason: error.message }, 'a new worker cannot serve; it is started again')
      void member.link.end()
    })
  }
  function onEnd(member: Member, { kind, reason, error }: End): void {
    current.delete(member)
    members.delete(member.number)
    if (isBeginning) beginning.reject(new StartError(reason))
    if (isEnding || isBeginning) return
    if (kind !== 'asked') ends.set(kind, (ends.get(kind) ?? 0) + 1)
    const ranMs = performance.now() - member.startedAt
    if (ranMs >= WELL_AFTER_MS) wait = 0
    log.error({ worker: member.number, reason, ranMs: Math.round(ranMs), ...(error && { err: error }) }, 'a worker ended; it is replaced')
    setTimeout(replace, wait, member.number)
    wait = Math.min(Math.max(wait * 2, FIRST_WAIT_MS), MOST_WAIT_MS)
  }
  for (let number = 0; number < count; number++) current.add(enter(number))

  const watch = watchBeats(() => members.values())
  const everyone = <T>(work: (member: Member) => Promise<T>): Promise<T[]> => Promise.all([...members.values()].map(work))
  const closePort = async (port: number, limitMs: number) => {
    ports.delete(port)
    await everyone((member) => member.ask('closePort', { port, limitMs }).catch(ignoreEnd))
  }
  const buildAll = async (prepared: Prepared, isTrusted: boolean): Promise<Built> => {
    if (current.size === 0) throw new WorkerEnded('No worker is running')
    if (!served && !isTrusted) decodeSnapshot(prepared.encoded)
    const plan = served ? await atLeisure(planSlices(served, prepared)) : wholePlan(prepared)
    const rows = health.planSlices(prepared)
    if (served) await atLeisure(rows)
    else finish(rows)
    const built = await Promise.allSettled([...current].map((member) => member.build(prepared.digest, plan)))
    const failure = built.find((one) => one.status === 'rejected')
    if (!failure) return (built[0] as PromiseFulfilledResult<Built>).value
    for (const member of current) member.link.post({ type: 'abandon' })
    throw failure.reason
  }
  return {
    ...readers,
    ends,
    failed: beginning.promise,
    begun() {
      isBeginning = false
    },
    members: () => [...members.values()],
    serving: () => current.size,
    identify(given) {
      identity = given
      for (const member of members.values()) member.link.post({ type: 'identity', ...given })
    },
    tell(message) {
      for (const member of members.values()) member.link.post(message)
    },
    async listen(protocol, port) {
      // Known from now on, so that a worker that enters meanwhile opens it as well.
      if (port !== 0) ports.set(port, protocol)
      const opened = await Promise.allSettled([...members.values()].map((member) => member.ask('listen', { protocol, port })))
      const failure = opened.find((one) => one.status === 'rejected' && !(one.reason instanceof WorkerEnded))
      if (failure) {
        await closePort(port, 0)
        throw (failure as PromiseRejectedResult).reason
      }
      const number = opened.find((one) => one.status === 'fulfilled')?.value ?? port
      ports.set(number, protocol)
      return number
    },
    closePort,
    serve: (prepared, isTrusted) =>
      exclusively(async () => {
        const built = await buildAll(prepared, isTrusted)
        served = prepared
        await Promise.all([...current].map((member) => member.ask('commit', { digest: prepared.digest }).catch(ignoreEnd)))
        health.commit()
        return built
      }),
    whole: (limitMs) =>
      new Promise((resolve) => {
        if (current.size === count) return resolve()
        awaitWhole.push(resolve)
        setTimeout(resolve, limitMs).unref()
      }),
    endWorker: async (number) => members.get(number)?.link.end(),
    async drain(limitMs) {
      isEnding = true
      watch.stop()
      await everyone((member) => member.ask('drain', { limitMs }).catch(ignoreEnd))
    },
    async end() {
      isEnding = true
      watch.stop()
      await everyone((member) => member.link.end())
    },
  }
}

/** Whoever ended has nothing more to do; its replacement is told by itself. */
function ignoreEnd(error: unknown): null {
  if (error instanceof WorkerEnded) return null
  throw error
}
