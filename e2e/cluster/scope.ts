import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'
import { namespace, testCluster } from './kube.ts'
import { startReplica, type Replica, type ReplicaOptions } from './replica.ts'

/** A namespace and an IngressClass of a test's own, and what stands in them. */
export type Scope = {
  namespace: string
  ingressClass: string
  /** In the namespace. */
  kubectl(...args: string[]): Promise<string>
  apply(...items: object[]): Promise<void>
  ingress(name: string, changes?: { spec?: object; annotations?: Record<string, string> }): object
  service(name: string, spec?: object): object
  /** Publishes 203.0.113.1, unless told otherwise. It ends with the scope. */
  replica(options?: Partial<ReplicaOptions>): Promise<Replica>
  /** The kubeconfig of an account that may read what routing is read from, and what the rules allow besides. */
  accountWith(...rules: object[]): Promise<string>
  onEnd(end: () => unknown): void
  end(): Promise<void>
}

const RBAC = 'rbac.authorization.k8s.io'
const READING = [
  { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
]

export const until = (check: () => unknown, timeout = 15_000) => vi.waitFor(check, { timeout, interval: 50 })

export async function openScope(prefix: string): Promise<Scope> {
  const cluster = testCluster()
  const ended: (() => unknown)[] = []
  const { name: own, remove } = await namespace(cluster, prefix)
  ended.push(remove)
  const ingressClass = `sluice-${randomBytes(4).toString('hex')}`

  const scope: Scope = {
    namespace: own,
    ingressClass,
    kubectl: (...args) => cluster.kubectl(['-n', own, ...args]),
    async apply(...items) {
      await cluster.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
    },
    ingress: (name, { spec, annotations } = {}) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace: own, ...(annotations && { annotations }) },
      spec: { ingressClassName: ingressClass, defaultBackend: { service: { name: 'web', port: { number: 80 } } }, ...spec },
    }),
    service: (name, spec) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: own }, spec: { ports: [{ port: 80 }], ...spec } }),
    async replica(options) {
      const publish = { type: 'addresses' as const, addresses: ['203.0.113.1'] }
      const replica = await startReplica({ kubeconfig: cluster.kubeconfig, namespace: own, namespaces: [own], ingressClass, publish, ...options })
      ended.push(replica.stop)
      return replica
    },
    async accountWith(...rules) {
      const metadata = { name: 'proxy', namespace: own }
      const subjects = [{ kind: 'ServiceAccount', ...metadata }]
      await scope.apply(
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
        { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules: [...READING, ...rules] },
        { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, subjects, roleRef: { apiGroup: RBAC, kind: 'Role', name: 'proxy' } },
      )
      const config = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json']))
      config.users[0].user = { token: (await scope.kubectl('create', 'token', 'proxy')).trim() }
      const folder = await mkdtemp(path.join(tmpdir(), 'sluice-account-'))
      ended.push(() => rm(folder, { recursive: true, force: true }))
      await writeFile(path.join(folder, 'kubeconfig'), JSON.stringify(config))
      return path.join(folder, 'kubeconfig')
    },
    onEnd: (end) => void ended.push(end),
    async end() {
      for (const end of ended.splice(0).toReversed()) await end()
    },
  }
  await scope.apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: ingressClass },
    spec: { controller: 'sluice.dev/ingress-controller' },
  })
  ended.push(() => cluster.kubectl(['delete', 'ingressclass', ingressClass, '--wait=false']))
  return scope
}
