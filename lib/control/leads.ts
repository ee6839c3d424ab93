import type { Client } from '#lib/kubernetes/client.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { RowStores } from '#lib/store/row-store.ts'
import type { Stores } from '#lib/store/store.ts'
import type { Admission, Admitted } from './admission.ts'
import type { Elections } from './elections.ts'
import { leadCluster, type ClusterLead } from './lead.ts'
import { keepOutsideEdits, type OutsideEdits } from './outside/outside-edits.ts'

/** The leader's work in the clusters of all workspaces that are served. */
export type Leads = {
  /** To be told what was published, and what is wrong with it. Calls run one after the other. Never throws. */
  update(configs: readonly RoutingConfig[], diagnostics: readonly Diagnostic[]): Promise<void>
  stop(): Promise<void>
}

type Held = { client: Client; lead: ClusterLead; admitted: Admitted | null; outside: OutsideEdits }

type LeadsOptions = {
  stores: Pick<Stores, 'workspaces' | 'cluster'>
  /** Where revisions are kept. */
  rows: Pick<RowStores, 'open'>
  elections: Elections
  admission: Admission | null
  log: Log
}

/** One of all replicas; without the right to the lease there is no other that could be known. */
function isRecorder(lead: ClusterLead): boolean {
  const { isLeading, holder, problems } = lead.state()
  return isLeading || (holder === null && problems.lease !== null)
}

/** Keeps a candidate in the cluster of each served workspace, for as long as its connection lives. */
export function startLeads({ stores, rows, elections, admission, log }: LeadsOptions): Leads {
  const leads = new Map<string, Held>()
  let queue: Promise<void> = Promise.resolve()

  /** For good: what was written into a cluster that is no longer served is taken away again. */
  async function retire(name: string, left: Held | undefined): Promise<void> {
    if (!left || leads.get(name) !== left) return
    leads.delete(name)
    await left.outside.stop()
    await left.admitted?.retire()
    await left.lead.retire()
  }

  async function follow(name: string, diagnostics: readonly Diagnostic[]): Promise<void> {
    const view = await stores.cluster(name)
    const settings = (await stores.workspaces()).find(({ object }) => object.name === name)?.object
    if (!view || settings?.kind !== 'kubernetes') return retire(name, leads.get(name))
    const reading = view.current()
    if (!reading) return
    const { ours, objects, client, config, from, wanted } = reading
    if (leads.get(name)?.client !== client) {
      await retire(name, leads.get(name))
      const lead = leadCluster({ client, workspace: name, elections, log })
      const outside = keepOutsideEdits({ client, isRecorder: () => isRecorder(lead), history: () => rows.open(name), log })
      const held = { client, lead, admitted: admission?.join(client, name) ?? null, outside }
      leads.set(name, held)
      view.beforeClose(() => retire(name, held))
    }
    const own = diagnostics.filter(({ source }) => source.workspace === name)
    const { lead, admitted, outside } = leads.get(name)!
    outside.update({ config, ours, objects: from, secrets: wanted.secrets })
    lead.update({ ours, objects, diagnostics: own, publish: settings.publish })
    admitted?.update({ settings, reading, objects })
  }

  async function updateAll(configs: readonly RoutingConfig[], diagnostics: readonly Diagnostic[]): Promise<void> {
    const served = new Set(configs.map(({ workspace }) => workspace))
    const gone = [...leads].filter(([name]) => !served.has(name)).map(([name, held]) => retire(name, held))
    const followed = [...served].map((name) => follow(name, diagnostics))
    for (const result of await Promise.allSettled([...gone, ...followed])) {
      if (result.status === 'rejected') log.error({ err: result.reason as unknown }, 'the leader of a cluster could not be told what is served')
    }
  }

  return {
    update: (configs, diagnostics) => (queue = queue.then(() => updateAll(configs, diagnostics))),
    async stop() {
      await queue
      const all = [...leads.values()]
      leads.clear()
      await Promise.allSettled(all.flatMap(({ lead, admitted, outside }) => [lead.stop(), admitted?.stop(), outside.stop()]))
    },
  }
}
