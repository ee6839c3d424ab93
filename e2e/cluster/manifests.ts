import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { buildKube } from './kube.ts'

/** A Kubernetes object as it stands in a manifest. */
export type Manifest = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string; labels?: Record<string, string> }; [field: string]: any }
export type Probe = {
  httpGet?: { path: string; port: string; scheme?: 'HTTPS' }
  exec?: { command: string[] }
  timeoutSeconds?: number
  periodSeconds?: number
  failureThreshold?: number
}
export type ContainerSpec = {
  name: string
  image: string
  command?: string[]
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[]
  envFrom?: { configMapRef: { name: string } }[]
  ports?: { name: string; containerPort: number }[]
  startupProbe?: Probe
  readinessProbe?: Probe
  livenessProbe?: Probe
  [field: string]: any
}
export type PodSpec = { containers: ContainerSpec[]; initContainers?: ContainerSpec[]; [field: string]: any }
type PodTemplate = { metadata: { labels: Record<string, string> }; spec: PodSpec }

export const ROOT = path.join(import.meta.dirname, '../..')
export const OVERLAYS = ['base', 'overlays/nodeport', 'overlays/daemonset', 'overlays/ha', 'overlays/namespaced']
const WORKLOADS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Job']
const runFile = promisify(execFile)

export type Deployment = {
  /** Builds a folder of `deploy/`. */
  build(folder: string): Promise<Manifest[]>
  /** Builds a kustomization that stands in a folder beside the others. */
  buildOwn(kustomization: string): Promise<Manifest[]>
  /** Builds a folder into another namespace, with a suffix to all names, so that it disturbs nobody in the same cluster. */
  buildInto(folder: string, namespace: string, nameSuffix: string): Promise<Manifest[]>
  remove(): Promise<void>
}

/** A copy of `deploy/` with secrets of its own, made as the README says. */
export async function copyDeployment(): Promise<Deployment> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-deploy-'))
  // A developer's own secrets are left where they are.
  await cp(path.join(ROOT, 'deploy'), folder, { recursive: true, filter: (file) => !/\/(secrets|postgres)\.env$/.test(file) })
  await runFile(path.join(folder, 'secrets'))
  const kubectl = path.join(await buildKube(), 'kubectl')
  const build = async (part: string) => {
    const { stdout } = await runFile(kubectl, ['kustomize', path.join(folder, part)], { maxBuffer: 1 << 26 })
    return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest)
  }
  let owns = 0
  const buildOwn = async (kustomization: string) => {
    const own = `own-${owns++}`
    await mkdir(path.join(folder, own))
    await writeFile(path.join(folder, own, 'kustomization.yaml'), kustomization)
    return build(own)
  }
  return {
    build,
    buildOwn,
    buildInto: (part, namespace, nameSuffix) => buildOwn(JSON.stringify({ namespace, nameSuffix, resources: [`../${part}`] })),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export const ofKind = (manifests: readonly Manifest[], ...kinds: string[]): Manifest[] => manifests.filter(({ kind }) => kinds.includes(kind))

/** What makes pods. */
export const workloadsOf = (manifests: readonly Manifest[]): Manifest[] => ofKind(manifests, ...WORKLOADS)

export const templateOf = (workload: Manifest): PodTemplate => workload.spec.template

export const containersOf = (workload: Manifest): ContainerSpec[] => {
  const { initContainers = [], containers } = templateOf(workload).spec
  return [...initContainers, ...containers]
}

/** Whether a container runs Sluice, and nothing else. */
export const isSluice = ({ image }: ContainerSpec): boolean => /^sluice(:|$)/.test(image)

function dataOf(manifests: readonly Manifest[], kind: 'ConfigMap' | 'Secret', name: string): Record<string, string> {
  const found = ofKind(manifests, kind).find(({ metadata }) => metadata.name === name)
  if (!found) throw new Error(`There is no ${kind} ${name}`)
  const data = Object.entries((found.data ?? {}) as Record<string, string>)
  return Object.fromEntries(kind === 'ConfigMap' ? data : data.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]))
}

/** The variables of a container, as a kubelet would set them. @throws {Error} where one refers to nothing */
export function environmentOf(manifests: readonly Manifest[], { env = [], envFrom = [] }: ContainerSpec): Record<string, string> {
  const settings = envFrom.map(({ configMapRef }) => dataOf(manifests, 'ConfigMap', configMapRef.name))
  const own = env.map(({ name, value, valueFrom }) => {
    if (!valueFrom) return { [name]: value ?? '' }
    const { name: secret, key } = valueFrom.secretKeyRef
    const found = dataOf(manifests, 'Secret', secret)[key]
    if (found === undefined) throw new Error(`The Secret ${secret} has no ${key}`)
    return { [name]: found }
  })
  return Object.assign({}, ...settings, ...own) as Record<string, string>
}

/** What a Secret holds under a key that no other one has. */
export function secretOf(manifests: readonly Manifest[], key: string): string {
  const found = ofKind(manifests, 'Secret').find(({ data }) => key in data)
  if (!found) throw new Error(`No Secret has ${key}`)
  return Buffer.from(found.data[key] as string, 'base64').toString('utf8')
}

/** The script that a container of Sluice runs: `proxy/main.ts`. */
export const scriptOf = ({ command = [] }: ContainerSpec): string => command.find((word) => word.endsWith('.ts')) ?? ''
