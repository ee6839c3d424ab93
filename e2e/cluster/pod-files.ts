import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import type { Mount } from './container.ts'
import type { Cluster } from './kube.ts'
import type { PodSpec } from './manifests.ts'

/** What a kubelet puts into containers, in a folder of the test. */
export type PodFiles = {
  /** An empty folder. */
  root(): string
  /** What `/etc/hosts` says from now on, in all containers: addresses by name. */
  setHosts(hosts: readonly (readonly [name: string, ip: string])[]): void
  /** Files of the network, and the token of the pod's service account unless it wants none. */
  common(namespace: string, spec: PodSpec): Promise<Mount[]>
  /** The folders of a pod's volumes, by name. What it claims outlives it; the rest is its own. */
  volumes(pod: string, spec: PodSpec): Map<string, string>
  /** The API server as pods reach it. */
  server: URL
  close(): void
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
type Kubeconfig = { clusters: { cluster: { server: string; 'certificate-authority-data': string } }[] }

export function openPodFiles(cluster: Cluster): PodFiles {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-pods-'))
  const { server, 'certificate-authority-data': authority } = (parse(readFileSync(cluster.kubeconfig, 'utf8')) as Kubeconfig).clusters[0]!.cluster
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const setHosts: PodFiles['setHosts'] = (hosts) => void write('hosts', [['localhost', '127.0.0.1'], ...hosts].map(([name, ip]) => `${ip} ${name}\n`).join(''))
  setHosts([])
  // A name that is not there is answered at once, as by the DNS of a cluster.
  write('nsswitch.conf', 'hosts: files\n')
  const network = ['hosts', 'nsswitch.conf'].map((name) => ({ from: path.join(folder, name), to: `/etc/${name}` }))

  return {
    server: new URL(server),
    root: () => mkdtempSync(path.join(folder, 'root-')),
    setHosts,
    async common(namespace, { automountServiceAccountToken, serviceAccountName }) {
      if (automountServiceAccountToken === false) return network
      const at = `accounts/${serviceAccountName}`
      write(`${at}/token`, (await cluster.kubectl(['create', 'token', serviceAccountName, '-n', namespace])).trim())
      write(`${at}/namespace`, namespace)
      write(`${at}/ca.crt`, Buffer.from(authority, 'base64').toString('utf8'))
      return [...network, { from: path.join(folder, at), to: SERVICE_ACCOUNT }]
    },
    volumes: (pod, { volumes = [] }) =>
      new Map(
        (volumes as { name: string; persistentVolumeClaim?: { claimName: string } }[]).map(({ name, persistentVolumeClaim: claim }) => {
          const at = path.join(folder, claim ? `claims/${claim.claimName}` : `volumes/${pod}/${name}`)
          mkdirSync(at, { recursive: true })
          // As a kubelet makes them: of root, for everyone.
          if (process.getuid?.() === 0) chownSync(at, 0, 0)
          chmodSync(at, 0o777)
          return [name, at]
        }),
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
