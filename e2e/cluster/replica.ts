import { createElections } from '#lib/control/elections.ts'
import { leadCluster, type ClusterLead } from '#lib/control/lead.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { readCluster, readMemo } from '#lib/kubernetes/read/read-cluster.ts'
import type { Publish } from '#lib/model/workspace.ts'

export type Request = { method: string; path: string; isAbortable: boolean }

/** A controller as far as a cluster notices it: it follows, reads and leads, and publishes to nobody. */
export type Replica = {
  lead: ClusterLead
  cluster: Cluster
  /** What the leader's part asked of the API server. */
  requests: Request[]
  errors: string[]
  publish(publish: Publish): void
  /** Reads the cluster anew, and tells the leader. */
  read(): void
  stop(): Promise<void>
}

export type ReplicaOptions = {
  kubeconfig: string
  /** Of the lease. */
  namespace: string
  namespaces: string[]
  ingressClass: string
  publish: Publish
  timing?: Partial<typeof TIMING>
}

const TIMING = {
  leaseDurationMs: 3000,
  renewDeadlineMs: 2000,
  retryMs: 200,
  serviceMs: 200,
  nodesMs: 200,
  perMinute: 6000,
  burst: 100,
  settleMs: 100,
}

/** Starts one; `kubeconfig` is that of the account that it works under. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { namespaces, ingressClass } = options
  const timing = { ...TIMING, ...options.timing }
  const client = await connect({ type: 'file', path: options.kubeconfig, allowExec: false })
  const requests: Request[] = []
  const errors: string[] = []
  const log = { info: () => {}, warn: () => {}, error: (fields: object, text: string) => void errors.push(`${text} ${JSON.stringify(fields)}`) }
  const counted: Client = {
    ...client,
    namespace: options.namespace,
    request(method, path, rest) {
      if (!path.includes('/leases')) requests.push({ method, path, isAbortable: rest?.signal !== undefined })
      return client.request(method, path, rest)
    },
  }
  let publish = options.publish
  let isReady = false
  let stopping: Promise<void> | undefined
  const memo = readMemo()
  const lead = leadCluster({ client: counted, workspace: 'cluster', elections: createElections({ log, timing }), log, timing })
  const read = () => {
    const objects = cluster.objects()
    const { config, wanted, ours } = readCluster(objects, { workspace: 'cluster', ingressClass, revision: cluster.generation(), memo })
    cluster.want(wanted)
    lead.update({ ours, diagnostics: config.diagnostics ?? [], objects, publish })
  }
  const cluster = openCluster({ client, namespaces, log, onChange: () => isReady && read() })
  const stop = async () => {
    await lead.stop()
    await cluster.close()
    await client.close()
  }
  await cluster.ready(20_000)
  isReady = true
  read()
  return {
    lead,
    cluster,
    requests,
    errors,
    read,
    publish(next) {
      publish = next
      read()
    },
    stop: () => (stopping ??= stop()),
  }
}
