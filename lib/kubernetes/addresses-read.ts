import type { Publish } from '#lib/model/workspace.ts'
import { publishedAddresses, type Address } from './addresses.ts'
import { KubeError, type Client } from './client.ts'
import type { V1Node, V1Service } from './objects.ts'

/** `problem`: why the list is null although something is to be published, or is less than it could be; for people. */
export type PublishedAddresses = { addresses: Address[] | null; problem: string | null }

const TIMEOUT_MS = 10_000

/** What may be missing or kept from us is a fact here; that nobody answers is an error. */
async function readable<T>(request: Promise<T>): Promise<T | KubeError> {
  try {
    return await request
  } catch (error) {
    if (error instanceof KubeError && (error.status === 403 || error.status === 404)) return error
    throw error
  }
}

/**
 * Reads what the published addresses come from: the service, the nodes where they matter, or nothing.
 *
 * @throws {KubeError} where the API server gives no answer: what was read last goes on being true
 */
export async function readAddresses(client: Client, publish: Publish, signal: AbortSignal): Promise<PublishedAddresses> {
  const options = { signal, timeoutMs: TIMEOUT_MS }
  const readNodes = async () => {
    // Version 0: from the server's memory, which is as good here and spares its database.
    const query = { resourceVersion: '0' }
    const list = await readable(client.request<{ items: V1Node[] }>('GET', '/api/v1/nodes', { ...options, query }))
    return list instanceof KubeError ? list : list.items
  }
  if (publish.type === 'nodes') {
    const nodes = await readNodes()
    if (nodes instanceof KubeError) return { addresses: null, problem: `The nodes cannot be read: ${nodes.message}` }
    return { addresses: publishedAddresses(publish, { service: null, nodes }), problem: null }
  }
  if (publish.type !== 'service') return { addresses: publishedAddresses(publish, { service: null, nodes: [] }), problem: null }
  const [namespace, name] = publish.service.split('/') as [string, string]
  const service = await readable(client.request<V1Service>('GET', `/api/v1/namespaces/${namespace}/services/${name}`, options))
  if (service instanceof KubeError) {
    return { addresses: null, problem: `The published service ${publish.service} cannot be read: ${service.message}` }
  }
  const nodes = service.spec.type === 'NodePort' ? await readNodes() : []
  return {
    addresses: publishedAddresses(publish, { service, nodes: nodes instanceof KubeError ? [] : nodes }),
    problem:
      nodes instanceof KubeError ? `The nodes cannot be read, so the cluster IP of ${publish.service} is published: ${nodes.message}` : null,
  }
}
