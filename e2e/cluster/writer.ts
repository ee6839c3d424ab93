import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { MANAGED_BY, SLUICE } from '#lib/kubernetes/managed-by.ts'
import { getRaw } from '#lib/kubernetes/write/send/api.ts'
import { executeWrites, type ExecuteResult } from '#lib/kubernetes/write/send/execute.ts'
import { prepareRequests, type Prepared } from '#lib/kubernetes/write/send/requests.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { buildKube, testCluster } from './kube.ts'
import { openScope, type Scope } from './scope.ts'

/** What becomes of one object, given what is there. */
export type Change = [kind: string, name: string, change: (now: RawObject | null) => RawObject | null]

/** A namespace of a test's own, and how objects in it are written. */
export type Writer = Scope & {
  client: Client
  clientOf(kubeconfig: string): Promise<Client>
  refOf(kind: string, name: string): KubernetesRef
  get(kind: string, name: string): Promise<RawObject | null>
  prepare(...changes: Change[]): Promise<Prepared[]>
  write(...changes: Change[]): Promise<ExecuteResult>
  make(...objects: RawObject[]): Promise<ExecuteResult>
  ingressOf(name: string, changes?: { labels?: object; annotations?: object; spec?: object }): RawObject
  serviceOf(name: string, spec?: object): RawObject
  /** As the controller that serves an Ingress does. */
  setStatus(ingress: string, address: string): Promise<unknown>
  /** With kubectl on its path, and the cluster as its own. */
  shell(command: string): Promise<void>
}

export const OURS = { [MANAGED_BY]: SLUICE }

/** A rule of an Ingress with one path. */
export const rule = (host: string, at = '/') => ({
  host,
  http: { paths: [{ path: at, pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] },
})

export const annotated = (key: string, value: string | undefined) => (now: RawObject | null): RawObject => {
  const { [key]: _, ...annotations } = now!.metadata.annotations ?? {}
  return { ...now!, metadata: { ...now!.metadata, annotations: value === undefined ? annotations : { ...annotations, [key]: value } } }
}

/** Who owns fields of an object, and by which kind of write. */
export const managers = (raw: RawObject | null): string[] => (raw?.metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`).sort()

export async function openWriter(prefix: string): Promise<Writer> {
  const scope = await openScope(prefix)
  const clientOf = async (kubeconfig: string) => {
    const opened = await connect({ type: 'kubeconfig', kubeconfig: readFileSync(kubeconfig, 'utf8'), allowExec: false })
    scope.onEnd(() => opened.close())
    return opened
  }
  const client = await clientOf(testCluster().kubeconfig)
  const { namespace } = scope
  const metadataOf = (name: string, labels: object, annotations: object) => ({ name, namespace, labels: { ...labels }, annotations: { ...annotations } })
  const writer: Writer = {
    ...scope,
    client,
    clientOf,
    refOf: (kind, name) => ({ kind, namespace, name }),
    get: (kind, name) => getRaw(client, writer.refOf(kind, name)),
    async prepare(...changes) {
      const edits = changes.map(async ([kind, name, change]) => {
        const before = await writer.get(kind, name)
        return { ref: writer.refOf(kind, name), before, after: change(structuredClone(before)) }
      })
      return prepareRequests(await Promise.all(edits), { changeId: randomUUID().slice(0, 8) })
    },
    write: async (...changes) => executeWrites(client, await writer.prepare(...changes), { dryRun: false }),
    make: (...objects) => writer.write(...objects.map((object): Change => [object.kind, object.metadata.name, () => object])),
    ingressOf: (name, { labels = OURS, annotations = {}, spec = {} } = {}) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadataOf(name, labels, annotations),
      spec: { ingressClassName: scope.ingressClass, rules: [rule('a.test')], ...spec },
    }),
    serviceOf: (name, spec = {}) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf(name, OURS, {}),
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
    }),
    setStatus: (ingress, ip) =>
      scope.kubectl('patch', 'ingress', ingress, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: { loadBalancer: { ingress: [{ ip }] } } })),
    async shell(command) {
      const env = { ...process.env, PATH: `${await buildKube()}${path.delimiter}${process.env.PATH}`, KUBECONFIG: testCluster().kubeconfig }
      await promisify(execFile)('sh', ['-c', command], { env })
    },
  }
  return writer
}
