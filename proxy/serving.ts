import type { Publication } from '#lib/link/proxy-client.ts'
import type { ProxyServingState } from '#lib/link/protocol.ts'
import { decodeSnapshot, digestOf, redact } from '#lib/snapshot/codec.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Gate } from './http1/exchange.ts'
import type { LastGood } from './last-good.ts'
import { buildLive, forgetOld, type Live } from './live.ts'
import type { Log } from './log.ts'
import type { ExtraPorts } from './ports.ts'
import { createRuntime } from './runtime.ts'

export type Served = {
  state: ProxyServingState
  digest: string
  revisions: Record<string, number>
  /** Of the last publication that was tried, served or not. */
  attempted: Record<string, number>
  message: string | undefined
  /** When a controller, or the disk, last named this snapshot as the one to serve; Unix ms. */
  confirmedAt: number
}

export type Serving = {
  now(): Served
  /** Serves a snapshot in its encoded form. One that cannot be served leaves the one before it in place. */
  apply(revisions: Record<string, number>, encoded: string): Promise<Served>
  /** @throws {Error} if the publication is of no use: damaged, or for another snapshot than the one held */
  take(publication: Publication): Promise<void>
  loadLastGood(): Promise<void>
  /** Lets go of the connections to targets. */
  destroy(): void
}

/** @property portRetryMs after which a port that was taken is tried again */
type Parts = { gate: Gate; extraPorts: ExtraPorts; lastGood: LastGood | null; log: Log; portRetryMs: number }

/** Which snapshot is served, and the way from one to the next: build aside, swap once, keep the last good one. */
export function createServing({ gate, extraPorts, lastGood, log, portRetryMs }: Parts): Serving {
  const runtime = createRuntime()
  let served: Served = { state: 'serving', digest: '', revisions: {}, attempted: {}, message: undefined, confirmedAt: gate.now() }

  let queue: Promise<unknown> = Promise.resolve()
  let portRetry: NodeJS.Timeout | undefined

  /** What is wrong with the listeners. While a port is taken, it is tried again from time to time. */
  const fitPorts = async (live: Live): Promise<string[]> => {
    clearTimeout(portRetry)
    const failures = await extraPorts.fit(live)
    if (failures.length > 0) portRetry = setTimeout(() => (queue = queue.then(() => refit(live))), portRetryMs).unref()
    return [...live.warnings, ...failures]
  }
  const refit = async (live: Live) => {
    if (gate.isDraining || gate.live !== live) return
    const problems = (await fitPorts(live)).join('\n')
    if (served.state !== 'serving' || problems === (served.message ?? '')) return
    served = { ...served, message: problems || undefined }
    log.info({ problems }, 'the ports of the listeners were tried again')
  }

  const swap = async (snapshot: Snapshot, digest: string, revisions: Record<string, number>): Promise<void> => {
    const live = buildLive(snapshot, digest, gate.ports, runtime)
    gate.live = live
    for (const tell of gate.onLive) tell(live)
    forgetOld(snapshot, live, runtime)
    gate.counters.prune(snapshot.routes)
    const problems = await fitPorts(live)
    for (const problem of problems) log.warn({ digest }, problem)
    served = { state: 'serving', digest, revisions, attempted: revisions, message: problems.join('\n') || undefined, confirmedAt: gate.now() }
  }
  const fail = (attempted: Record<string, number>, message: string) => {
    gate.tally.snapshots.failed++
    served = { ...served, state: 'failed', attempted, message: redact(message) }
    log.error({ message: served.message }, 'a snapshot cannot be served; the one before it goes on')
  }
  const keep = (revisions: Record<string, number>, digest: string, snapshot: string) => {
    try {
      lastGood?.save({ revisions, digest, snapshot })
    } catch (error) {
      log.error({ err: error }, 'the snapshot cannot be kept on disk; it is served all the same')
    }
  }
  const applyNow = async (revisions: Record<string, number>, encoded: string): Promise<Served> => {
    const digest = digestOf(encoded)
    try {
      await swap(decodeSnapshot(encoded), digest, revisions)
    } catch (error) {
      fail(revisions, (error as Error).message)
      return served
    }
    gate.tally.snapshots.applied++
    log.info({ revisions, digest: digest.slice(0, 12) }, 'serving')
    keep(revisions, digest, encoded)
    return served
  }
  const apply = (revisions: Record<string, number>, encoded: string): Promise<Served> => {
    const applied = queue.then(() => applyNow(revisions, encoded))
    queue = applied
    return applied
  }
  return {
    now: () => served,
    apply,
    async take({ revisions, digest, snapshot }) {
      if (gate.isDraining) return
      if (digest === served.digest) {
        // What failed before this one is not wanted any more.
        served = { ...served, state: 'serving', revisions, attempted: revisions, confirmedAt: gate.now() }
        return
      }
      if (snapshot === undefined || digestOf(snapshot) !== digest) {
        fail(revisions, snapshot === undefined ? 'The controller names a snapshot that it did not send' : 'The snapshot was damaged on the way')
        throw new Error(served.message)
      }
      await apply(revisions, snapshot)
    },
    async loadLastGood() {
      const loaded = lastGood?.load((kept) => ({ ...kept, snapshot: decodeSnapshot(kept.snapshot) }))
      if (!loaded) return
      try {
        await swap(loaded.snapshot, loaded.digest, loaded.revisions)
        log.info({ revisions: loaded.revisions, digest: loaded.digest.slice(0, 12) }, 'serving the last good snapshot')
      } catch (error) {
        fail(loaded.revisions, (error as Error).message)
      }
    },
    destroy() {
      clearTimeout(portRetry)
      runtime.agents.destroy()
    },
  }
}
