import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { clusterAt, namespace, testCluster } from './kube.ts'
import { copyDeployment, type Manifest } from './manifests.ts'
import { follow, grainsOf, lead, rightsOf, without, type Rule, type Stage } from './rights.ts'

const cluster = testCluster()
const deployment = await copyDeployment()
const manifestsOf = async (folder: string) => deployment.build(folder)
const [base, ha, namespaced] = await Promise.all(['base', 'overlays/ha', 'overlays/namespaced'].map(manifestsOf))
await deployment.remove()

type Case = {
  title: string
  rights: ReturnType<typeof rightsOf>
  isController: boolean
  isNamespaced: boolean
  /** What is refused with all rights given, and does no harm. */
  always: string[]
}

const CASES: Case[] = [
  { title: 'controller', rights: rightsOf(base!, 'sluice-controller'), isController: true, isNamespaced: false, always: [] },
  { title: 'dashboard', rights: rightsOf(ha!, 'sluice-dashboard'), isController: false, isNamespaced: false, always: [] },
  {
    title: 'controller of single namespaces', rights: rightsOf(namespaced!, 'sluice-controller'), isController: true, isNamespaced: true,
    // Classes are then compared by name, and the cluster IP is published.
    always: ['list ingressclasses', 'list nodes'],
  },
]

const asList = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
const random = randomBytes(4).toString('hex')
const LABELS = { 'sluice.dev/test': random }
const admin: Client = await connect({ type: 'file', path: cluster.kubeconfig, allowExec: true })
afterAll(() => admin.close())

/** As served-namespace/roles.yaml says how the Secrets that may be read are named. */
const namingSecrets = (role: Manifest): Rule[] =>
  (role.rules as Rule[]).map((rule) => (rule.resources.includes('secrets') ? { ...rule, resourceNames: ['wanted'] } : rule))

/** The account `<suffix>` with its roles, in the namespaces of the test. */
function variant({ rights }: Case, { own, served }: Stage, suffix: string, rulesOf: (role: Manifest) => Rule[]): object[] {
  const account = { kind: 'ServiceAccount', name: suffix, namespace: own }
  const place = ({ metadata }: Manifest) => (metadata.namespace === undefined ? {} : { namespace: metadata.namespace === 'sluice' ? own : served })
  const renamed = (of: Manifest) => ({ ...place(of), name: `${of.metadata.name}-${random}-${suffix}`, labels: LABELS })
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: suffix, namespace: own } },
    ...rights.flatMap(({ role, binding }) => [
      { ...role, metadata: renamed(role), rules: rulesOf(role) },
      { ...binding, metadata: renamed(binding), roleRef: { ...binding.roleRef, name: renamed(role).name }, subjects: [account] },
    ]),
  ]
}

async function clientOf(account: string, inNamespace: string): Promise<Client> {
  const path = `/api/v1/namespaces/${inNamespace}/serviceaccounts/${account}/token`
  const { status } = await admin.request<{ status: { token: string } }>('POST', path, { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} } })
  const config = JSON.parse(await clusterAt(cluster.kubeconfig).kubectl(['config', 'view', '--raw', '--minify', '-o', 'json'])) as { users: object[]; contexts: { context: { user: string } }[] }
  const users = [{ name: config.contexts[0]!.context.user, user: { token: status.token } }]
  return connect({ type: 'kubeconfig', kubeconfig: JSON.stringify({ ...config, users }), allowExec: false })
}

/** The objects that the work is about. */
async function setStage({ isNamespaced }: Case, own: string, served: string): Promise<Stage> {
  const metadata = (name: string, inNamespace: string) => ({ name, namespace: inNamespace })
  const ingress = {
    apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: metadata('shop', served),
    spec: { ingressClassName: `nobody-${random}`, defaultBackend: { service: { name: 'shop', port: { number: 80 } } } },
  }
  await cluster.kubectl(['create', '-f', '-'], asList([
    { apiVersion: 'v1', kind: 'Service', metadata: metadata('sluice-proxy', own), spec: { type: 'NodePort', ports: [{ port: 80 }] } },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('wanted', served) },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('wanted', own) },
    ingress,
  ]))
  const old = await admin.request<V1Ingress>('GET', `/apis/networking.k8s.io/v1/namespaces/${served}/ingresses/shop`)
  await cluster.kubectl(['annotate', 'ingress', 'shop', '-n', served, 'changed=since'])
  return { namespaces: isNamespaced ? [served] : [], served, own, ingress: old, service: 'sluice-proxy' }
}

describe.each(CASES)('the rights of the $title', (one) => {
  const grains = one.rights.flatMap(({ role }) => grainsOf(role))
  const teardown: (() => Promise<void>)[] = []
  let stage: Stage

  beforeAll(async () => {
    const own = await namespace(cluster, 'own')
    const served = one.isNamespaced ? await namespace(cluster, 'served') : own
    teardown.push(own.remove, served.remove)
    stage = await setStage(one, own.name, served.name)
    const variants = [null, ...grains].map((missing, index) => variant(one, stage, `v${index}`, (role) => (missing ? without(role, missing) : role.rules)))
    await cluster.kubectl(['create', '-f', '-'], asList([...variants.flat(), ...variant(one, stage, 'named', namingSecrets)]))
  })
  afterAll(async () => {
    await cluster.kubectl(['delete', 'clusterrolebindings,clusterroles', '-l', `sluice.dev/test=${random}`, '--wait=false'])
    await Promise.all(teardown.map((remove) => remove()))
  })

  /** Everything that the account is for, as the product does it; what was refused. */
  async function denialsOf(client: Client): Promise<string[]> {
    const denials = await follow(client, stage)
    if (one.isController) {
      await cluster.kubectl(['delete', 'lease', 'sluice-controller', '-n', stage.own, '--ignore-not-found'])
      for (const denial of await lead(client, stage)) denials.add(denial)
    }
    return [...denials].sort()
  }

  async function expectDenials(account: string, expected: string[]): Promise<void> {
    const client = await clientOf(account, stage.own)
    try {
      // The server learns of new roles within a moment.
      await expect.poll(() => denialsOf(client), { timeout: 20_000, interval: 100 }).toEqual([...expected].sort())
    } finally {
      await client.close()
    }
  }

  test('suffice', () => expectDenials('v0', one.always))

  test('suffice with the names of the Secrets that may be read', () => expectDenials('named', one.always))

  test.each(grains.map((grain, index) => ({ ...grain, account: `v${index + 1}` })))('need $verb of $resource ($role)', ({ account, verb, resource }) => {
    const missing = `${verb} ${resource}`
    // Whose Service is not known, of that no nodes are asked for.
    const others = missing === 'get services' ? one.always.filter((denial) => denial !== 'list nodes') : one.always
    return expectDenials(account, [...others, missing])
  })
})

test('the proxy has none', () => {
  for (const manifests of [base!, ha!, namespaced!]) expect(rightsOf(manifests, 'sluice-proxy')).toEqual([])
})
