import type { Client } from '#lib/kubernetes/client.ts'
import type { Log } from '#lib/kubernetes/log.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Stores } from '#lib/store/store.ts'
import type { Elections } from './elections.ts'
import { leadCluster, type ClusterLead } from './lead.ts'

/** The leader's work in the clusters of all workspaces that are served. */
export type Leads = {
  /** To be told what was published, and what is wrong with it. Never throws. */
  update(configs: readonly RoutingConfig[], diagnostics: readonly Diagnostic[]): Promise<void>
  stop(): Promise<void>
}

/** Keeps a candidate in the cluster of each served workspace, for as long as its connection lives. */
export function startLeads({ stores, elections, log }: { stores: Pick<Stores, 'workspaces' | 'cluster'>; elections: Elections; log: Log }): Leads {
  const leads = new Map<string, { client: Client; lead: ClusterLead }>()

  async function leave(name: string): Promise<void> {
    const left = leads.get(name)
    leads.delete(name)
    await left?.lead.stop()
  }

  async function follow(name: string, diagnostics: readonly Diagnostic[]): Promise<void> {
    const view = await stores.cluster(name)
    const settings = (await stores.workspaces()).find(({ object }) => object.name === name)?.object
    if (!view || settings?.kind !== 'kubernetes') return leave(name)
    const { ours, objects, client } = await view.read()
    if (leads.get(name)?.client !== client) {
      await leave(name)
      leads.set(name, { client, lead: leadCluster({ client, workspace: name, elections, log }) })
    }
    const own = diagnostics.filter(({ source }) => source.workspace === name)
    leads.get(name)!.lead.update({ ours, objects, diagnostics: own, publish: settings.publish })
  }

  return {
    async update(configs, diagnostics) {
      const served = new Set(configs.map(({ workspace }) => workspace))
      const gone = [...leads.keys()].filter((name) => !served.has(name)).map(leave)
      const followed = [...served].map((name) => follow(name, diagnostics))
      for (const result of await Promise.allSettled([...gone, ...followed])) {
        if (result.status === 'rejected') log.error({ err: result.reason as unknown }, 'the leader of a cluster could not be told what is served')
      }
    },
    async stop() {
      await Promise.allSettled([...leads.keys()].map(leave))
    },
  }
}
