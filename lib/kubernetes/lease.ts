import { KubeError, type Client } from './client.ts'
import { heldBy, isFree, observe, released, type Observed, type V1Lease } from './lease-record.ts'
import type { Log } from './log.ts'
import { createWaker } from './waker.ts'

/** In ms; each must be shorter than the one before. */
export type ElectionTiming = {
  /** Others take a lease that was not renewed for so long. Whole seconds. */
  leaseDurationMs: number
  /** The holder stops leading when its last renewal is so old. */
  renewDeadlineMs: number
  /** Between two tries. Who does not lead waits up to 2.2 times as long, so that not all try at once. */
  retryMs: number
}

export type Election = {
  /** By the clock: also false in a process that was suspended and has not noticed yet. */
  isLeading(): boolean
  /** Who holds the lease as far as is known; null before the first answer, and while nobody does. */
  holder(): string | null
  /** Why the lease can be neither read nor written, for people. */
  problem(): string | null
  /** Ends the work, and then gives the lease back. */
  stop(): Promise<void>
}

export type ElectionOptions = {
  client: Pick<Client, 'request'>
  namespace: string
  name: string
  /** Unique among all that may hold the lease. */
  identity: string
  /** The leader's work. It ends when `signal` is aborted; the lease is not given back before it has. */
  onLeading: (signal: AbortSignal) => Promise<void>
  log: Log
  timing?: Partial<ElectionTiming>
  /** Milliseconds of a clock that never goes back. */
  now?: () => number
  random?: () => number
}

type Term = { controller: AbortController; work: Promise<void>; timer: NodeJS.Timeout }

const DEFAULT_TIMING: ElectionTiming = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000 }
const FORBIDDEN_RETRY_MS = 30_000
const JITTER = 1.2

/**
 * Elects one leader by a Lease, as client-go's `tools/leaderelection` does: the holder renews; who sees no renewal for the
 * lease's duration by its own clock takes it, and the resource version decides between two who do. A leader counts its
 * deadline from when its last successful renewal was sent, so it has stopped before anyone else may begin.
 */
export function startElection(options: ElectionOptions): Election {
  const { client, namespace, name, identity, onLeading, log, now = () => performance.now(), random = Math.random } = options
  const { leaseDurationMs, renewDeadlineMs, retryMs } = { ...DEFAULT_TIMING, ...options.timing }
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
  const path = `${collection}/${name}`
  const fields = { lease: `${namespace}/${name}`, identity }
  const stopping = new AbortController()
  const waker = createWaker()
  let observed: Observed | null = null
  let leadsUntil = -Infinity
  let term: Term | null = null
  let ending = Promise.resolve()
  let problem: { message: string; isForbidden: boolean } | null = null

  const isLeading = () => term !== null && now() < leadsUntil

  function endTerm(reason: string): void {
    if (!term) return
    const { controller, work, timer } = term
    term = null
    clearTimeout(timer)
    log.info({ ...fields, reason }, 'leads no longer')
    controller.abort()
    ending = work
  }

  function leadFrom(sentAt: number): void {
    leadsUntil = sentAt + renewDeadlineMs
    const timer = setTimeout(() => endTerm('the lease could not be renewed in time'), Math.max(0, leadsUntil - now()))
    if (term) {
      clearTimeout(term.timer)
      term.timer = timer
      return
    }
    const controller = new AbortController()
    log.info(fields, 'leads')
    // The work of an earlier term may take a moment to end.
    const work = ending
      .then(() => (controller.signal.aborted ? undefined : onLeading(controller.signal)))
      .catch((err: unknown) => log.error({ ...fields, err }, "the leader's work failed"))
    term = { controller, work, timer }
  }

  const timeoutMs = renewDeadlineMs / 2

  async function write(method: 'POST' | 'PUT', lease: V1Lease): Promise<void> {
    const sentAt = now()
    const body = heldBy(lease, identity, leaseDurationMs, new Date())
    // It is not aborted by a stop, since nobody could say then whether it was heard.
    const answer = await client.request<V1Lease>(method, method === 'POST' ? collection : path, { body, timeoutMs })
    observed = observe(observed, answer, now())
    leadFrom(sentAt)
  }

  async function find(): Promise<V1Lease | null> {
    try {
      return await client.request<V1Lease>('GET', path, { signal: stopping.signal, timeoutMs })
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return null
      throw error
    }
  }

  async function acquireOrRenew(): Promise<void> {
    if (isLeading() && observed) {
      try {
        return await write('PUT', observed.lease)
      } catch (error) {
        // Somebody changed it, or deleted it: what stands there decides.
        if (!(error instanceof KubeError) || (error.status !== 409 && error.status !== 404)) throw error
      }
    }
    const lease = await find()
    if (!lease) return write('POST', { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace } })
    observed = observe(observed, lease, now())
    if (isFree(observed, identity, now())) return write('PUT', lease)
    endTerm(`held by ${lease.spec?.holderIdentity}`)
  }

  function fail(error: unknown): void {
    if (stopping.signal.aborted || (error instanceof KubeError && error.status === 409)) return
    const isForbidden = error instanceof KubeError && error.status === 403
    if (problem?.isForbidden !== isForbidden) log.error({ ...fields, err: error }, 'the lease cannot be had; trying again')
    problem = { message: error instanceof Error ? error.message : String(error), isForbidden }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await acquireOrRenew()
        problem = null
      } catch (error) {
        fail(error)
      }
      const waitMs = term ? retryMs : retryMs * (1 + JITTER * random())
      await waker.sleep(!term && problem?.isForbidden ? Math.max(waitMs, FORBIDDEN_RETRY_MS) : waitMs, stopping.signal)
    }
  }

  async function release(): Promise<void> {
    const wasLeading = isLeading()
    endTerm('stopping')
    await ending
    if (!wasLeading) return
    try {
      // A renewal that timed out may have been heard, so the version that is known may be an old one.
      const lease = await client.request<V1Lease>('GET', path, { timeoutMs })
      if (lease.spec?.holderIdentity === identity) await client.request('PUT', path, { body: released(lease, new Date()), timeoutMs })
    } catch (error) {
      log.error({ ...fields, err: error }, 'the lease could not be given back; it runs out by itself')
    }
  }

  const running = run()
  return {
    isLeading,
    holder: () => observed?.lease.spec?.holderIdentity || null,
    problem: () => problem?.message ?? null,
    async stop() {
      stopping.abort()
      await running
      await release()
    },
  }
}
