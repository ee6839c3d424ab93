import type { Publication } from '#lib/link/proxy-client.ts'
import type { ProxyServingState } from '#lib/link/protocol.ts'
import { decodeSnapshot, digestOf, redact } from '#lib/snapshot/codec.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Gate } from './http1/exchange.ts'
import type { LastGood } from './last-good.ts'
import { buildLive, forgetOld } from './live.ts'
import type { Log } from './log.ts'
import type { ExtraPorts } from './ports.ts'
import { createRuntime } from './runtime.ts'

export type Served = {
  state: ProxyServingState
  digest: string
  revisions: Record<string, number>
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

type Parts = { gate: Gate; extraPorts: ExtraPorts; lastGood: LastGood | null; log: Log }

/** Which snapshot is served, and the way from one to the next: build aside, swap once, keep the last good one. */
export function createServing({ gate, extraPorts, lastGood, log }: Parts): Serving {
  const runtime = createRuntime()
  let served: Served = { state: 'serving', digest: '', revisions: {}, message: undefined, confirmedAt: gate.now() }

  const swap = async (snapshot: Snapshot, digest: string, revisions: Record<string, number>): Promise<void> => {
    const live = buildLive(snapshot, digest, gate.ports, runtime)
    gate.live = live
    forgetOld(snapshot, live, runtime)
    gate.counters.prune(snapshot.routes)
    const problems = [...live.warnings, ...(await extraPorts.fit(live))]
    for (const problem of problems) log.warn({ digest }, problem)
    served = { state: 'serving', digest, revisions, message: problems.join('\n') || undefined, confirmedAt: gate.now() }
  }
  const fail = (message: string) => {
    gate.tally.snapshots.failed++
    served = { ...served, state: 'failed', message: redact(message) }
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
      fail((error as Error).message)
      return served
    }
    gate.tally.snapshots.applied++
    log.info({ revisions, digest: digest.slice(0, 12) }, 'serving')
    keep(revisions, digest, encoded)
    return served
  }
  let queue: Promise<unknown> = Promise.resolve()
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
        served = { ...served, state: 'serving', revisions, confirmedAt: gate.now() }
        return
      }
      if (snapshot === undefined || digestOf(snapshot) !== digest) {
        fail(snapshot === undefined ? 'The controller names a snapshot that it did not send' : 'The snapshot was damaged on the way')
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
        fail((error as Error).message)
      }
    },
    destroy: () => runtime.agents.destroy(),
  }
}
