import { hostname } from 'node:os'
import type { Client } from '#lib/kubernetes/client.ts'
import { keepEvents, type EventTiming } from '#lib/kubernetes/event-keeper.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import type { ClusterObjects, V1Ingress } from '#lib/kubernetes/objects.ts'
import { keepStatuses, type StatusTiming } from '#lib/kubernetes/status-keeper.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import type { Publish } from '#lib/model/workspace.ts'
import type { Elections } from './elections.ts'

export type ClusterView = {
  /** The Ingresses that are served; the same list as long as none changed. */
  ours: readonly V1Ingress[]
  /** Of reading and of compiling alike; the same list as long as nothing changed. */
  diagnostics: readonly Diagnostic[]
  objects: Pick<ClusterObjects, 'ingresses' | 'ingressClasses' | 'services'>
  publish: Publish
}

/** What one of all replicas does in a cluster: addresses and Events. Each replica is told everything, and serves. */
export type ClusterLead = {
  /** To be called after each reading of the cluster, also when it changed nothing for traffic. */
  update(view: ClusterView): void
  isLeading(): boolean
  state(): { isLeading: boolean; holder: string | null; problems: { lease: string | null; status: string | null; events: string | null } }
  /** The same where its cluster is no longer served: the leader takes its addresses away, as far as that can be done in ten seconds. */
  retire(): Promise<void>
  /** Before the client is closed. Addresses and Events stay: another replica goes on with them. */
  stop(): Promise<void>
}

const RETIRE_MS = 10_000

/** Stands for election in the cluster of one workspace, and does the leader's work while elected. */
export function leadCluster(options: {
  client: Client
  /** Its name, for the log. */
  workspace: string
  elections: Elections
  log: Log
  timing?: Partial<StatusTiming & EventTiming>
}): ClusterLead {
  const { client, workspace, elections, timing = {} } = options
  const log: Log = {
    info: (fields, text) => options.log.info({ workspace, ...fields }, text),
    error: (fields, text) => options.log.error({ workspace, ...fields }, text),
  }
  const statuses = keepStatuses({ client, log, timing })
  const events = keepEvents({ client, identity: hostname(), log, timing })
  const candidate = elections.join(client, async (signal) => {
    await Promise.all([statuses.lead(signal), events.lead(signal)])
  })
  return {
    update({ ours, diagnostics, objects, publish }) {
      statuses.update({ ours, publish })
      events.update({ diagnostics, objects })
    },
    isLeading: candidate.isLeading,
    state: () => ({
      isLeading: candidate.isLeading(),
      holder: candidate.holder(),
      problems: { lease: candidate.problem(), status: statuses.problem(), events: events.problem() },
    }),
    async retire() {
      const wasLeading = candidate.isLeading()
      await candidate.leave()
      if (wasLeading) await statuses.clearAll(AbortSignal.timeout(RETIRE_MS))
    },
    stop: candidate.leave,
  }
}
