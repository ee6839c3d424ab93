import { execFile } from 'node:child_process'
import path from 'node:path'
import { startAdmission, type Admission, type AdmissionOptions } from '#lib/control/admission.ts'
import { createElections } from '#lib/control/elections.ts'
import { SECRET_NAME, secretStore } from '#lib/kubernetes/admission/material-store.ts'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { readCluster, readMemo } from '#lib/kubernetes/read/read-cluster.ts'
import { KubernetesWorkspace } from '#lib/model/workspace.ts'
import { buildKube, testCluster } from './kube.ts'
import type { Scope } from './scope.ts'

/** A controller as far as the webhook notices it. */
export type AdmissionReplica = {
  admission: Admission
  client: Client
  /** Of the ValidatingWebhookConfiguration. */
  configuration: string
  /** What is served of the cluster as it is known now. */
  names(): string[]
  retire(): Promise<void>
  stop(): Promise<void>
  errors: string[]
}

const TIMING = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryMs: 200 }

/** Starts one for the namespace and the class of a scope, registered by the address of its own server. */
export async function startAdmissionReplica(scope: Scope, options: Partial<AdmissionOptions['webhook']> & Pick<AdmissionOptions, 'timing'> = {}): Promise<AdmissionReplica> {
  const { timing, ...webhook } = options
  const connection = { type: 'file', path: testCluster().kubeconfig, allowExec: false } as const
  const opened = await connect(connection)
  const client: Client = { ...opened, namespace: scope.namespace }
  const errors: string[] = []
  const log = { info: () => {}, warn: () => {}, error: (fields: object, text: string) => void errors.push(`${text} ${JSON.stringify(fields)}`) }
  const settings = KubernetesWorkspace.parse({ name: 'lab', kind: 'kubernetes', connection, namespaces: [scope.namespace], ingressClass: scope.ingressClass })
  const admission = await startAdmission({
    host: '127.0.0.1',
    webhook: { port: 0, target: { type: 'url', url: 'https://127.0.0.1:0' }, failurePolicy: 'Ignore', ...webhook },
    store: secretStore(client),
    elections: createElections({ log, timing: TIMING }),
    log,
    timing: { lookMs: 200, ...timing },
  })
  const admitted = admission.join(client, settings.name)
  const memo = readMemo()
  let names: string[] = []
  const cluster = openCluster({ client, namespaces: settings.namespaces, log, onChange: () => isReady && read() })
  let isReady = false
  const read = () => {
    const objects = cluster.objects()
    const reading = readCluster(objects, { workspace: settings.name, ingressClass: settings.ingressClass, revision: cluster.generation(), memo })
    cluster.want(reading.wanted)
    names = reading.ours.map(({ metadata }) => metadata.name)
    admitted.update({ settings, reading, objects })
  }
  await cluster.ready(20_000)
  isReady = true
  read()
  let stopping: Promise<void> | undefined
  const end = async (leave: () => Promise<void>) => {
    await leave()
    await admission.stop()
    await cluster.close()
    await opened.close()
  }
  const replica: AdmissionReplica = {
    admission,
    client,
    configuration: `sluice.${scope.namespace}.${settings.name}`,
    names: () => names,
    retire: () => (stopping ??= end(admitted.retire)),
    stop: () => (stopping ??= end(admitted.stop)),
    errors,
  }
  scope.onEnd(async () => {
    await replica.stop()
    await testCluster().kubectl(['delete', 'validatingwebhookconfiguration', replica.configuration, '--ignore-not-found'])
    await scope.kubectl('delete', 'secret', SECRET_NAME, '--ignore-not-found')
  })
  return replica
}

export type Said = { ok: boolean; stderr: string }

/** Applies as people do, and gives what kubectl says beside its answer: warnings, or why it is refused. */
export async function applied(...items: object[]): Promise<Said> {
  const kubectl = path.join(await buildKube(), 'kubectl')
  return new Promise((resolve) => {
    const running = execFile(kubectl, ['--kubeconfig', testCluster().kubeconfig, 'apply', '-f', '-'], (error, _, stderr) => resolve({ ok: error === null, stderr }))
    running.stdin?.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  })
}
