import { z } from 'zod'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { verb } from '../verb.ts'
import { clusterNow } from './in-cluster.ts'

type Named = { metadata: { name: string; namespace?: string } }

/** All of the cluster, where they may be listed. */
async function listed(client: Client): Promise<string[]> {
  try {
    const { items } = await client.request<{ items: Named[] | null }>('GET', '/api/v1/namespaces', { timeoutMs: 3000 })
    return (items ?? []).map(({ metadata }) => metadata.name)
  } catch (cause) {
    if (cause instanceof KubeError) return []
    throw cause
  }
}

export const listNamespaces = verb({
  summary: 'The namespaces of a Kubernetes workspace, with the Ingresses of its class in each',
  role: 'viewer',
  output: z.object({ items: z.array(z.object({ name: z.string(), ingresses: z.array(z.string()) })) }),
  async run(ctx) {
    const { reading } = await clusterNow(ctx)
    const row = (await ctx.stores.workspaces()).find(({ object }) => object.name === ctx.workspace)
    const followed = row?.object.kind === 'kubernetes' ? row.object.namespaces : []
    const ingresses = new Map<string, string[]>(followed.map((name) => [name, []]))
    if (followed.length === 0) {
      for (const name of await listed(reading.client)) ingresses.set(name, [])
      for (const { metadata } of reading.objects.services.values()) ingresses.set(metadata.namespace, [])
    }
    for (const { metadata } of reading.ours) ingresses.set(metadata.namespace, [...(ingresses.get(metadata.namespace) ?? []), metadata.name])
    const items = [...ingresses].map(([name, names]) => ({ name, ingresses: names })).sort((a, b) => (a.name < b.name ? -1 : 1))
    return { items }
  },
})
