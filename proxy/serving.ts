import { applyDelta } from '#lib/link/delta.ts'
import type { Publication } from '#lib/link/proxy-client.ts'
import type { ProxyServingState } from '#lib/link/protocol.ts'
import { digestOf } from '#lib/snapshot/codec.ts'
import { redact } from '#lib/snapshot/redact.ts'
import type { LastGood } from './last-good.ts'
import type { Log } from './log.ts'
import type { Crew } from './workers/crew.ts'
import type { ExtraPorts } from './workers/extra-ports.ts'
import { WorkerEnded } from './workers/member.ts'
import { prepare, type Prepared } from './workers/plan.ts'
import type { Built } from './workers/protocol.ts'

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
  /** Results since the start. */
  results: { applied: number; failed: number }
  /** Of the snapshot that the controller need not send again; empty: none. */
  heldDigest(): string
  /** Serves a snapshot in its encoded form. One that cannot be served leaves the one before it in place. */
  apply(revisions: Record<string, number>, encoded: string, digest?: string): Promise<Served>
  /** @throws {Error} if the publication is of no use: damaged, or for another snapshot than the one held */
  take(publication: Publication): Promise<void>
  /** Reads what was kept on disk; what is returned serves it. */
  readLastGood(): () => Promise<void>
  /** Takes no further publication. */
  stop(): void
}

type Received = { digest: string; encoded: string }

/** @property portRetryMs after which a port that was taken is tried again */
type Parts = { crew: Crew; ports: ExtraPorts; lastGood: LastGood | null; log: Log; portRetryMs: number; now: () => number }

/** Longest wait for workers that are being replaced. */
const PATIENCE_MS = 10_000

const routesOf = (prepared: Prepared) => prepared.items().get('routes')!.map((text) => JSON.parse(text) as { workspace: string; name: string })

/** Which snapshot is served, and the way from one to the next: build aside, swap once, keep the last good one. */
export function createServing({ crew, ports, lastGood, log, portRetryMs, now }: Parts): Serving {
  const results = { applied: 0, failed: 0 }
  let served: Served = { state: 'serving', digest: '', revisions: {}, attempted: {}, message: undefined, confirmedAt: now() }
  /** What came last, as it came, whether it is served or not: a change is about that. */
  let received: Received | null = null
  let servedAsReceived: Received | null = null
  let needsWhole = false
  let isStopped = false
  let queue: Promise<unknown> = Promise.resolve()
  let portRetry: NodeJS.Timeout | undefined

  /** What is wrong with the listeners. While a port is taken, it is tried again from time to time. */
  const fitPorts = async (built: Built, digest: string): Promise<string[]> => {
    clearTimeout(portRetry)
    const failures = await ports.fit(built.ports)
    if (failures.length > 0) portRetry = setTimeout(() => (queue = queue.then(() => refit(built, digest))), portRetryMs).unref()
    return [...built.warnings, ...failures]
  }
  const refit = async (built: Built, digest: string) => {
    if (isStopped || digest !== served.digest) return
    const problems = (await fitPorts(built, digest)).join('\n')
    if (served.state !== 'serving' || problems === (served.message ?? '')) return
    served = { ...served, message: problems || undefined }
    log.info({ problems }, 'the ports of the listeners were tried again')
  }
  const serveInAll = async (prepared: Prepared, isTrusted: boolean): Promise<Built> => {
    try {
      return await crew.serve(prepared, isTrusted)
    } catch (error) {
      // It may have ended for another reason: the ones after it are asked once more.
      if (!(error instanceof WorkerEnded)) throw error
      await crew.whole(PATIENCE_MS)
      return crew.serve(prepared, isTrusted)
    }
  }
  const swap = async (prepared: Prepared, revisions: Record<string, number>, isTrusted: boolean): Promise<void> => {
    const { digest } = prepared
    const built = await serveInAll(prepared, isTrusted)
    crew.books.prune(() => routesOf(prepared))
    const problems = await fitPorts(built, digest)
    for (const problem of problems) log.warn({ digest }, problem)
    served = { state: 'serving', digest, revisions, attempted: revisions, message: problems.join('\n') || undefined, confirmedAt: now() }
  }
  const fail = (attempted: Record<string, number>, message: string) => {
    results.failed++
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
  const applyNow = async (revisions: Record<string, number>, digest: string, encoded: string): Promise<Served> => {
    try {
      await swap(prepare(digest, encoded), revisions, false)
    } catch (error) {
      fail(revisions, (error as Error).message)
      return served
    }
    servedAsReceived = { digest, encoded }
    results.applied++
    log.info({ revisions, digest: digest.slice(0, 12) }, 'serving')
    keep(revisions, digest, encoded)
    return served
  }
  const apply = (revisions: Record<string, number>, encoded: string, digest = digestOf(encoded)): Promise<Served> => {
    const applied = queue.then(() => applyNow(revisions, digest, encoded))
    queue = applied
    return applied
  }
  /** @throws {Error} if the change is about a snapshot that is not here; the stream is opened anew then */
  const wholeOf = ({ digest, snapshot, delta }: Publication): string | undefined => {
    if (!delta) return snapshot
    // Until it is known to be the right one.
    needsWhole = true
    if (received?.digest !== delta.from) throw new Error('The controller sent a change of a snapshot that is not held')
    const whole = applyDelta(received.encoded, delta.steps)
    if (digestOf(whole) !== digest) throw new Error('The change that the controller sent does not give the snapshot that it names')
    needsWhole = false
    return whole
  }
  return {
    now: () => served,
    results,
    heldDigest: () => (needsWhole ? '' : served.digest),
    apply,
    async take(publication) {
      if (isStopped) return
      const { revisions, digest } = publication
      if (digest === served.digest) {
        // What failed before this one is not wanted any more.
        received = servedAsReceived
        served = { ...served, state: 'serving', revisions, attempted: revisions, confirmedAt: now() }
        return
      }
      const snapshot = wholeOf(publication)
      if (snapshot === undefined || (!publication.delta && digestOf(snapshot) !== digest)) {
        fail(revisions, snapshot === undefined ? 'The controller names a snapshot that it did not send' : 'The snapshot was damaged on the way')
        throw new Error(served.message)
      }
      needsWhole = false
      received = { digest, encoded: snapshot }
      await apply(revisions, snapshot, digest)
    },
    readLastGood() {
      // It was checked before it was kept, and its seal says that it is what was kept.
      const loaded = lastGood?.load((kept) => ({ ...kept, prepared: prepare(kept.digest, kept.snapshot) }))
      if (!loaded) return () => Promise.resolve()
      const { revisions, digest, snapshot, prepared } = loaded
      received = servedAsReceived = { digest, encoded: snapshot }
      return async () => {
        try {
          await swap(prepared, revisions, true)
          log.info({ revisions, digest: digest.slice(0, 12) }, 'serving the last good snapshot')
        } catch (error) {
          fail(revisions, (error as Error).message)
        }
      }
    },
    stop() {
      isStopped = true
      clearTimeout(portRetry)
    },
  }
}
