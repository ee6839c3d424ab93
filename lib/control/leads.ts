import type { Client } from '#lib/kubernetes/client.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Stores } from '#lib/store/store.ts'
import type { Elections } from './elections.ts'
import { leadCluster, type ClusterLead } from './lead.ts'

/** The leader's work in the clusters of all workspaces that are served. */
export type Leads = {
  /** To be told what was published, and what is wrong with it. Calls run one after the other. Never throws. */
  update(configs: readonly RoutingConfig[], diagnostics: readonly Diagnostic[]): Promise<void>
  stop(): Promise<void>
}

type Held = { client: Client; lead: ClusterLead }

/** Keeps a candidate in the cluster of each served workspace, for as long as its connection lives. */
export function startLeads({ stores, elections, log }: { stores: Pick<Stores, 'workspaces' | 'cluster'>; elections: Elections; log: Log }): Leads {
  const leads = new Map<string, Held>()
  let queue: Promise<void> = Promise.resolve()

  /** For good: what was written into a cluster that is no longer served is taken away again. */
  async function retire(name: string, left: Held | undefined): Promise<void> {
    if (!left || leads.get(name) !== left) return
    leads.delete(name)
    await left.lead.retire()
  }

  async function follow(name: string, diagnostics: readonly Diagnostic[]): Promise<void> {
    const view = await stores.cluster(name)
    const settings = (await stores.workspaces()).find(({ object }) => object.name === name)?.object
    if (!view || settings?.kind !== 'kubernetes') return retire(name, leads.get(name))
    const reading = view.current()
    if (!reading) return
    const { ours, objects, client } = reading
    if (leads.get(name)?.client !== client) {
      await retire(name, leads.get(name))
      const held = { client, lead: leadCluster({ client, workspace: name, elections, log }) }
      leads.set(name, held)
      view.beforeClose(() => retire(name, held))
    }
    const own = diagnostics.filter(({ source }) => source.workspace === name)
    leads.get(name)!.lead.update({ ours, objects, diagnostics: own, publish: settings.publish })
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
      await Promise.allSettled(all.map(({ lead }) => lead.stop()))
    },
  }
}
