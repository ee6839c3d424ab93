import { readFile } from 'node:fs/promises'
import { expect, vi } from 'vitest'
import { startProduct, type Product } from '../product.ts'
import { send, type Sent } from '../send.ts'
import type { Cluster } from './kube.ts'

/** Sluice beside a cluster: a workspace that serves one class in one namespace. */
export type ClusterProduct = Product & {
  workspace: string
  get(host: string, path?: string, headers?: Record<string, string>): Promise<Sent>
  getTls(host: string, path?: string): Promise<Sent>
}

/** Starts Sluice with the workspace `cluster`, which serves `ingressClass` in the namespaces. */
export async function startClusterProduct(
  cluster: Cluster,
  { namespaces, ingressClass, publish }: { namespaces: string[]; ingressClass: string; publish?: object },
): Promise<ClusterProduct> {
  const product = await startProduct()
  const connection = { type: 'kubeconfig', kubeconfig: await readFile(cluster.kubeconfig, 'utf8') }
  const made = await product.api('POST', '/workspaces', { name: 'cluster', kind: 'kubernetes', connection, namespaces, ingressClass, ...(publish ? { publish } : {}) })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const { http, https } = product.run.addresses
  return {
    ...product,
    workspace: 'cluster',
    get: (host, path, headers) => send(http, { host, ...(path === undefined ? {} : { path }), ...(headers ? { headers } : {}) }),
    getTls: (host, path) => send(https, { host, ...(path === undefined ? {} : { path }) }),
  }
}

export const podOf = ({ status, body }: Sent): string | number => (status === 200 ? (JSON.parse(body) as { pod: string }).pod : status)

/** Waits until requests are answered as expected: by a pod of that name, or with that status. */
export async function until(ask: () => Promise<Sent>, expected: string | number): Promise<void> {
  await vi.waitFor(async () => expect(podOf(await ask())).toBe(expected), { timeout: 15_000, interval: 25 })
}
