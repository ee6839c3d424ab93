import { AppError } from '#lib/errors.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import type { ClusterObjects } from '#lib/kubernetes/objects.ts'
import { readCluster, readMemo, type Reading } from '#lib/kubernetes/read/read-cluster.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'

export type ClusterLog = { info(fields: object, text: string): void; warn(fields: object, text: string): void }

/** What is known of the way to a cluster. `error`: why there is no connection to try. */
export type ClusterStatus = { server: string | null; error: string | null; parts: ReturnType<Cluster['state']>['parts'] | null }

export type ClusterReading = Reading & { objects: ClusterObjects; client: Client }

/** A cluster that is followed, and what was read of it. */
export type ClusterView = {
  status(): ClusterStatus
  /** Grows with every change that was seen. */
  head(): number
  /**
   * What the cluster declares now; the last that was seen while its API server is away.
   * @throws {AppError} UNAVAILABLE with the reason, if it cannot be read for the first time in `firstReadMs`
   */
  read(): Promise<ClusterReading>
  /** The same without waiting: null as long as it was not read for the first time, to which this call gives the start. */
  current(): ClusterReading | null
  /** To be awaited before the connection is closed. */
  beforeClose(work: () => Promise<void>): void
  close(): Promise<void>
}

export type ViewOptions = {
  workspace: Pick<KubernetesWorkspace, 'name' | 'connection' | 'namespaces' | 'ingressClass' | 'dialect'>
  log: ClusterLog
  onChange: () => void
  /** How long the first read waits for the API server. */
  firstReadMs?: number
}

const RETRY_MS = 5_000
/** How long a reading waits for a Secret that is named anew, so that it does not take the certificate before it away. */
const HOLD_MS = 5_000

/** Follows the cluster of a workspace from the first read on. A connection that cannot be made is tried again by a later read. */
export function openClusterView({ workspace, log, onChange, firstReadMs = 10_000 }: ViewOptions): ClusterView {
  const { name, connection, namespaces, ingressClass, dialect } = workspace
  const memo = readMemo()
  const closing: (() => Promise<void>)[] = []
  let cluster: Cluster | null = null
  let first: Promise<void> | null = null
  let failure: { reason: string; at: number } | null = null
  let held: { generation: number; reading: Reading } | null = null
  let comingSince: number | null = null
  let isClosed = false

  async function open(): Promise<Cluster> {
    if (cluster) return cluster
    const client = await connect(connection)
    cluster = openCluster({ client, namespaces, log, onChange })
    if (isClosed) await close()
    return cluster
  }

  /** Of whoever asks meanwhile, all wait for the same. */
  function readFirst(): Promise<void> {
    first ??= (async () => {
      try {
        const from = await open()
        await from.ready(firstReadMs)
        from.want(readNow(from).wanted)
        // The Secrets that the first reading names are there before anything is served from it.
        await from.ready(firstReadMs)
        held = { generation: from.generation(), reading: readNow(from) }
        failure = null
        onChange()
      } catch (error) {
        failure = { reason: (error as Error).message, at: performance.now() }
        throw error
      } finally {
        first = null
      }
    })()
    return first
  }

  const readNow = (from: Cluster): Reading => readCluster(from.objects(), { workspace: name, ingressClass, dialect, revision: from.generation(), memo })

  /** Whether what was read last is better than what can be read now. */
  function mustWait(from: Cluster): boolean {
    const state = from.wantedIs()
    if (state === 'known') comingSince = null
    else comingSince ??= performance.now()
    return state === 'away' || (comingSince !== null && performance.now() - comingSince < HOLD_MS)
  }

  function refresh(from: Cluster, before: NonNullable<typeof held>): Reading {
    const generation = from.generation()
    if (before.generation === generation) return before.reading
    const reading = readNow(from)
    from.want(reading.wanted)
    if (mustWait(from)) return before.reading
    held = { generation, reading }
    return reading
  }

  const current = (): ClusterReading | null =>
    cluster && held ? { ...refresh(cluster, held), objects: cluster.objects(), client: cluster.client } : null

  async function close(): Promise<void> {
    await Promise.allSettled(closing.splice(0).map((work) => work()))
    await cluster?.close()
    await cluster?.client.close()
  }

  return {
    status: () => ({ server: cluster?.client.server ?? null, error: cluster ? null : (failure?.reason ?? null), parts: cluster?.state().parts ?? null }),
    head: () => cluster?.generation() ?? 0,
    async read() {
      const known = current()
      if (known) return known
      const unavailable = (reason: string) => new AppError('UNAVAILABLE', `The cluster of workspace "${name}" cannot be read: ${reason}`, [], { workspace: name })
      if (!cluster && failure && performance.now() - failure.at < RETRY_MS) throw unavailable(failure.reason)
      await readFirst().catch((error: Error) => {
        throw unavailable(error.message)
      })
      return current()!
    },
    current() {
      const known = current()
      const isTooEarly = failure !== null && performance.now() - failure.at < RETRY_MS
      // Whoever waits for it is told by `onChange`.
      if (!known && !isTooEarly) readFirst().catch((err: unknown) => log.warn({ err, workspace: name }, 'the cluster cannot be read yet'))
      return known
    },
    beforeClose: (work) => void closing.push(work),
    close() {
      isClosed = true
      return close()
    },
  }
}
