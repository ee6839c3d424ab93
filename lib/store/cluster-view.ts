import { AppError } from '#lib/errors.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster } from '#lib/kubernetes/cluster.ts'
import type { ClusterObjects } from '#lib/kubernetes/objects.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { readCluster, readMemo, type Reading } from '#lib/kubernetes/read/read-cluster.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'

export type ClusterLog = { info(fields: object, text: string): void; warn(fields: object, text: string): void }

/** What is known of the way to a cluster. `error`: why there is no connection to try. */
export type ClusterStatus = { server: string | null; error: string | null; parts: ReturnType<Cluster['state']>['parts'] | null }

/** A cluster that is followed, and what was read of it. */
export type ClusterView = {
  status(): ClusterStatus
  /** Grows with every change that was seen. */
  head(): number
  /**
   * What the cluster declares now; the last that was seen while its API server is away.
   * @throws {AppError} UNAVAILABLE with the reason, if it was never read
   */
  read(): Promise<Reading & { objects: ClusterObjects; client: Client }>
  close(): Promise<void>
}

export type ViewOptions = {
  workspace: KubernetesWorkspace
  log: ClusterLog
  onChange: () => void
  /** How long the first read waits for the API server. */
  firstReadMs?: number
}

const RETRY_MS = 5_000

/** Follows the cluster of a workspace from the first read on. A connection that cannot be made is tried again by a later read. */
export function openClusterView({ workspace, log, onChange, firstReadMs = 10_000 }: ViewOptions): ClusterView {
  const { name, connection, namespaces, ingressClass } = workspace
  const memo = readMemo()
  let cluster: Cluster | null = null
  let opening: Promise<Cluster> | null = null
  let failure: { reason: string; at: number } | null = null
  let held: { generation: number; reading: Reading } | null = null
  let isClosed = false

  const unavailable = (reason: string) => new AppError('UNAVAILABLE', `The cluster of workspace "${name}" cannot be read: ${reason}`, [], { workspace: name })

  async function open(): Promise<Cluster> {
    const client = await connect(connection)
    const opened = openCluster({ client, namespaces, log, onChange })
    cluster = opened
    if (isClosed) await close()
    failure = null
    return opened
  }

  async function close(): Promise<void> {
    await cluster?.close()
    await cluster?.client.close()
  }

  async function connected(): Promise<Cluster> {
    if (cluster) return cluster
    if (failure && performance.now() - failure.at < RETRY_MS) throw unavailable(failure.reason)
    opening ??= open().finally(() => (opening = null))
    try {
      return await opening
    } catch (error) {
      failure = { reason: (error as Error).message, at: performance.now() }
      throw unavailable(failure.reason)
    }
  }

  function readNow(from: Cluster): Reading {
    const generation = from.generation()
    const known = held
    if (known?.generation === generation) return known.reading
    const reading = readCluster(from.objects(), { workspace: name, ingressClass, revision: generation, memo })
    held = { generation, reading }
    from.want(reading.wanted)
    return reading
  }

  return {
    status: () => ({ server: cluster?.client.server ?? null, error: failure?.reason ?? null, parts: cluster?.state().parts ?? null }),
    head: () => cluster?.generation() ?? 0,
    async read() {
      const from = await connected()
      if (!held) {
        try {
          await from.ready(firstReadMs)
          readNow(from)
          // The Secrets that the first reading names are there before anything is served from it.
          await from.ready(firstReadMs)
        } catch (error) {
          held = null
          throw unavailable((error as Error).message)
        }
      }
      return { ...readNow(from), objects: from.objects(), client: from.client }
    },
    close() {
      isClosed = true
      return close()
    },
  }
}
