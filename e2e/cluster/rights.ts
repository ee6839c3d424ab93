import { setTimeout as wait } from 'node:timers/promises'
import { readAddresses } from '#lib/kubernetes/addresses-read.ts'
import { keepRegistered } from '#lib/kubernetes/admission/registration.ts'
import { renew, type Material } from '#lib/kubernetes/admission/material.ts'
import { secretStore } from '#lib/kubernetes/admission/material-store.ts'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster as Followed } from '#lib/kubernetes/cluster.ts'
import { sendEvent } from '#lib/kubernetes/event-send.ts'
import { startElection } from '#lib/kubernetes/lease.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { lookAround } from '#lib/kubernetes/reach/surroundings.ts'
import { getRaw } from '#lib/kubernetes/write/send/api.ts'
import { executeWrites } from '#lib/kubernetes/write/send/execute.ts'
import { prepareRequests } from '#lib/kubernetes/write/send/requests.ts'
import type { Edit, RawObject } from '#lib/kubernetes/write/types.ts'
import { writeStatus } from '#lib/kubernetes/status-write.ts'
import { ofKind, type Manifest } from './manifests.ts'

export type Rule = { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }
/** One verb of one resource of one rule, as it stands in a role. */
export type Grain = { role: string; rule: number; resource: string; verb: string }

type Subject = { kind: string; name: string; namespace?: string }

/** The roles of an account, each with its binding. */
export function rightsOf(manifests: readonly Manifest[], account: string): { role: Manifest; binding: Manifest }[] {
  return ofKind(manifests, 'RoleBinding', 'ClusterRoleBinding')
    .filter(({ subjects }) => (subjects as Subject[]).some(({ name }) => name === account))
    .map((binding) => {
      const { kind, name } = binding.roleRef as { kind: string; name: string }
      const role = ofKind(manifests, kind).find(({ metadata }) => metadata.name === name && (kind === 'ClusterRole' || metadata.namespace === binding.metadata.namespace))
      if (!role) throw new Error(`${binding.metadata.name} refers to ${kind} ${name}, which is not there`)
      return { role, binding }
    })
}

export const grainsOf = (role: Manifest): Grain[] =>
  (role.rules as Rule[]).flatMap(({ resources, verbs }, rule) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ role: role.metadata.name, rule, resource, verb }))),
  )

/** The rules of a role without one verb of one resource. */
export function without(role: Manifest, grain: Grain): Rule[] {
  if (role.metadata.name !== grain.role) return role.rules
  return (role.rules as Rule[]).flatMap((rule, index) => {
    if (index !== grain.rule) return [rule]
    const others = { ...rule, resources: rule.resources.filter((resource) => resource !== grain.resource) }
    const rest = { ...rule, resources: [grain.resource], verbs: rule.verbs.filter((verb) => verb !== grain.verb) }
    return [others, rest].filter(({ resources, verbs }) => resources.length > 0 && verbs.length > 0)
  })
}

export type Stage = {
  /** Those that are followed; empty: all. */
  namespaces: readonly string[]
  /** Holds an Ingress, a Secret `wanted` and a ConfigMap `wanted`. */
  served: string
  /** Of the controller: Lease and published Service. */
  own: string
  ingress: V1Ingress
  /** The published Service, of type NodePort. */
  service: string
}

/** What the API server said no to, as `watch secrets`. */
type Denials = Set<string>

function note(denials: Denials, message: string | null | undefined): void {
  for (const [, verb, resource] of (message ?? '').matchAll(/cannot (\w+) resource "([^"]+)"/g)) denials.add(`${verb} ${resource}`)
}

async function attempt(denials: Denials, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof KubeError) || error.status !== 403) throw error
    note(denials, error.message)
  }
}

const QUIET = { info: () => {}, warn: () => {}, error: () => {} }

const isDecided = (cluster: Followed): boolean =>
  Object.values(cluster.state().parts).every(({ state }) => state === 'forbidden' || state === 'following')

/** Lists and watches all that routing is read from. */
export async function follow(client: Client, stage: Stage): Promise<Denials> {
  const denials: Denials = new Set()
  const cluster = openCluster({ client, namespaces: stage.namespaces, log: QUIET, onChange: () => {} })
  const wanted = new Set([`${stage.served}/wanted`])
  cluster.want({ secrets: wanted, configMaps: new Set([`${stage.own}/wanted`]) })
  try {
    for (const deadline = performance.now() + 10_000; !isDecided(cluster); await wait(10)) {
      if (performance.now() > deadline) throw new Error(`Neither followed nor forbidden: ${JSON.stringify(cluster.state())}`)
    }
    for (const { message } of Object.values(cluster.state().parts)) note(denials, message)
  } finally {
    await cluster.close()
  }
  return denials
}

async function elect(client: Client, { own }: Stage, denials: Denials): Promise<void> {
  // Giving the lease back is a write too; where that is refused, it is told to the log alone.
  const log = { ...QUIET, error: ({ err }: { err?: Error }) => note(denials, err?.message) }
  const election = startElection({
    client, namespace: own, name: 'sluice-controller', identity: crypto.randomUUID(), log, timing: { retryMs: 50 },
    onLeading: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  })
  for (const deadline = performance.now() + 10_000; !election.isLeading() && election.problem() === null; await wait(10)) {
    if (performance.now() > deadline) throw new Error('Neither elected nor refused')
  }
  await election.stop()
}

/** What the leader does: the Lease, addresses of an Ingress that somebody else changed meanwhile, an Event that changes its words. */
export async function lead(client: Client, stage: Stage): Promise<Denials> {
  const denials: Denials = new Set()
  const { signal } = new AbortController()
  const { served, ingress, own, service } = stage
  await elect(client, stage, denials)
  const { problem } = await readAddresses(client, { type: 'service', service: `${own}/${service}` }, signal)
  note(denials, problem)
  // Addresses of its own each time, so that there is something to write; a version that is not the newest, so that it reads.
  const addresses = [{ ip: `192.0.2.${1 + Math.floor(Math.random() * 250)}` }, { hostname: `${crypto.randomUUID()}.test` }]
  const outcome = await writeStatus(client, ingress, addresses, signal)
  if ('message' in outcome) note(denials, outcome.message)
  else if (outcome.kind !== 'written') throw new Error(`The status came to be ${outcome.kind}`)
  const about = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: served, name: ingress.metadata.name, uid: ingress.metadata.uid, resourceVersion: '1' }
  const event = { key: `event-${crypto.randomUUID()}`, namespace: served, about, reason: 'Test', message: 'one' }
  const context = { identity: 'test', date: new Date(), signal }
  await attempt(denials, () => sendEvent(client, event, { ...context, last: undefined }))
  await attempt(denials, async () => {
    await sendEvent(client, { ...event, message: 'two' }, { ...context, last: { message: 'one', count: 1, at: 0 } })
  })
  return denials
}

const MATERIAL: Promise<Material> = renew(null, ['127.0.0.1'], Date.now())

/** What the controller's webhook does: its Secret made, read and renewed; itself registered, changed and taken away. */
export async function admit(client: Client, { own }: Stage): Promise<Denials> {
  const denials: Denials = new Set()
  const store = secretStore({ ...client, namespace: own })
  const material = await MATERIAL
  await attempt(denials, async () => void (await store.read()))
  await attempt(denials, async () => void (await store.write(material, '')))
  // The version does not matter to who may not write.
  await attempt(denials, async () => void (await store.write(material, '1')))
  const { signal } = new AbortController()
  const log = { ...QUIET, error: ({ err }: { err?: Error }) => note(denials, err?.message) }
  const workspace = { name: 'cluster', ingressClass: 'nobody', namespaces: [own] }
  const registered = (path: string) => ({ workspace, namespace: own, target: { type: 'url' as const, url: 'https://127.0.0.1:1' }, failurePolicy: 'Ignore' as const, caBundle: '', path })
  for (const path of ['/one', '/two']) {
    const ending = new AbortController()
    const registration = keepRegistered({ client, log })
    registration.update(registered(path))
    // One look is enough.
    const leading = registration.lead(ending.signal)
    await wait(60)
    ending.abort()
    await leading
    if (path === '/two') await registration.remove(signal)
  }
  return denials
}

const RAW: ((namespace: string) => RawObject)[] = [
  (namespace) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'written', namespace }, type: 'Opaque', data: {} }),
  (namespace) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'written', namespace }, spec: { ports: [{ port: 80, protocol: 'TCP' }] } }),
  (namespace) => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'written', namespace }, addressType: 'IPv4', endpoints: [] }),
  (namespace) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'written', namespace }, spec: { ingressClassName: 'nobody', rules: [{ host: 'written.test' }] } }),
]

/** What the forms of the dashboard do: each kind of object read, made, changed and deleted. */
export async function write(client: Client, admin: Client, { served }: Stage): Promise<Denials> {
  const denials: Denials = new Set()
  const run = async (by: Client, edit: Edit) => {
    const done = await executeWrites(by, prepareRequests([edit], { changeId: 'c' }), { dryRun: false })
    if (done.kind === 'forbidden') for (const { message } of done.denials) note(denials, message)
    else if (done.kind !== 'done') throw new Error(JSON.stringify(done))
  }
  for (const make of RAW) {
    const object = make(served)
    const ref = { kind: object.kind, namespace: served, name: object.metadata.name }
    const present = () => getRaw(admin, ref)
    await attempt(denials, async () => void (await getRaw(client, ref)))
    await run(client, { ref, before: null, after: object })
    if (!(await present())) await run(admin, { ref, before: null, after: object })
    const before = (await present())!
    await run(client, { ref, before, after: { ...before, metadata: { ...before.metadata, annotations: { changed: 'since' } } } })
    await run(client, { ref, before: (await present())!, after: null })
    const left = await present()
    if (left) await run(admin, { ref, before: left, after: null })
  }
  return denials
}

/** What the page Cluster shows beside what is followed. */
export async function look(client: Client, { namespaces, own, served }: Stage): Promise<Denials> {
  const denials: Denials = new Set()
  const around = await lookAround({ ...client, namespace: own }, namespaces)
  for (const { message } of around.problems) note(denials, message)
  if ((await around.podsIn(served, null)) === null) denials.add('list pods')
  return denials
}
