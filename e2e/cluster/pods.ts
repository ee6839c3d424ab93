import { createServer } from 'node:http'
import type { Cluster } from './kube.ts'

/** A server behind an address of the pods' network: what a kubelet would have started. */
export type Pod = { name: string; ip: string; hits(): number; close(): Promise<void> }

/** What the controllers would say of a Pod in an EndpointSlice. */
export type Conditions = { ready?: boolean; serving?: boolean; terminating?: boolean }

export const PORT = 8080
let last = 0

/** An address of the pods' network that nobody else has in this run. */
export function nextAddress(): string {
  last += 1
  // Files run side by side, each in a process of its own.
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % 250
  return `10.244.${worker + 1}.${last}`
}

/** Starts a server that says its name and what it was asked. */
export async function startPod(name: string): Promise<Pod> {
  let hits = 0
  const server = createServer((request, response) => {
    hits += 1
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ pod: name, method: request.method, url: request.url, headers: request.headers }))
  })
  const ip = nextAddress()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(PORT, ip, resolve))
  return {
    name,
    ip,
    hits: () => hits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Replaces the endpoints of a V1Service. Without nodes and kubelets the controllers would take each Pod for lost. */
export async function setEndpoints(cluster: Cluster, namespace: string, service: string, pods: readonly (Pick<Pod, 'ip'> & Conditions)[]): Promise<void> {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${service}-1`, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: PORT }],
    endpoints: pods.map(({ ip, ready = true, serving = ready, terminating = false }) => ({ addresses: [ip], conditions: { ready, serving, terminating } })),
  }
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(slice))
}

/** A V1Service with the port `http` (80), and one ready Pod behind it. */
export async function startService(cluster: Cluster, namespace: string, name: string): Promise<Pod> {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec: { ports: [{ name: 'http', port: 80, targetPort: PORT }] } }
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(service))
  const pod = await startPod(`${name}-0`)
  await setEndpoints(cluster, namespace, name, [pod])
  return pod
}
