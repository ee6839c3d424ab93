import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#lib/kubernetes/client.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { PROXY_LABELS } from '#lib/kubernetes/reach/surroundings.ts'
import { clusterAt, namespace, testCluster } from './kube.ts'
import { copyDeployment, type Manifest } from './manifests.ts'
import { admit, follow, grainsOf, lead, look, rightsOf, without, write, type Rule, type Stage } from './rights.ts'

const cluster = testCluster()
const deployment = await copyDeployment()
const manifestsOf = async (folder: string) => deployment.build(folder)
const [base, ha, namespaced] = await Promise.all(['base', 'overlays/ha', 'overlays/namespaced'].map(manifestsOf))
await deployment.remove()

type Case = {
  title: string
  rights: ReturnType<typeof rightsOf>
  /** What it is for, beside what is followed. */
  works: ('lead' | 'admit' | 'look' | 'write')[]
  isNamespaced: boolean
  /** What is refused with all rights given, and does no harm. */
  always: string[]
}

type Rights = Case['rights']
const isConsole = ({ role }: Rights[number]) => /^sluice-(view|writer|proxies)$/.test(role.metadata.name)
// In base both have one account; what one of them may hides what the other lacks.
const ofController = (rights: Rights) => rights.filter((one) => !isConsole(one))
const ofConsole = (rights: Rights) => rights.filter((one) => isConsole(one) || /^sluice-(reader|parameters)$/.test(one.role.metadata.name))

// Classes are then compared by name, and the cluster IP is published.
const NO_CLASSES = 'list ingressclasses'

const CASES: Case[] = [
  { title: 'controller', rights: ofController(rightsOf(base!, 'sluice-controller')), works: ['lead', 'admit'], isNamespaced: false, always: [] },
  { title: 'console in the pod of the controller', rights: ofConsole(rightsOf(base!, 'sluice-controller')), works: ['look', 'write'], isNamespaced: false, always: [] },
  { title: 'dashboard', rights: rightsOf(ha!, 'sluice-dashboard'), works: ['look', 'write'], isNamespaced: false, always: [] },
  {
    title: 'controller of single namespaces', rights: ofController(rightsOf(namespaced!, 'sluice-controller')), works: ['lead'], isNamespaced: true,
    always: [NO_CLASSES, 'list nodes'],
  },
  {
    title: 'console of single namespaces', rights: ofConsole(rightsOf(namespaced!, 'sluice-controller')), works: ['look', 'write'], isNamespaced: true,
    always: [NO_CLASSES, 'list namespaces'],
  },
]

const asList = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
const random = randomBytes(4).toString('hex')
const LABELS = { 'sluice.dev/test': random }
const admin: Client = await connect({ type: 'file', path: cluster.kubeconfig, allowExec: true })
afterAll(() => admin.close())

/** As served-namespace/roles.yaml says how the Secrets that may be read are named. */
const namingSecrets = (role: Manifest): Rule[] =>
  (role.rules as Rule[]).map((rule) => (rule.resources.includes('secrets') && rule.verbs.includes('list') ? { ...rule, resourceNames: ['wanted'] } : rule))

/** What is registered has the namespace of Sluice in its name. */
const placed = (rules: Rule[], { own }: Stage): Rule[] =>
  rules.map((rule) => (rule.resourceNames?.includes('sluice.sluice.cluster') ? { ...rule, resourceNames: [`sluice.${own}.cluster`] } : rule))

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
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('proxy', own) },
    { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata('proxy', own), labels: PROXY_LABELS }, spec: { serviceAccountName: 'proxy', containers: [{ name: 'proxy', image: 'none' }] } },
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
    const variants = [null, ...grains].map((missing, index) => variant(one, stage, `v${index}`, (role) => placed(missing ? without(role, missing) : role.rules, stage)))
    await cluster.kubectl(['create', '-f', '-'], asList([...variants.flat(), ...variant(one, stage, 'named', (role) => placed(namingSecrets(role), stage))]))
  })
  afterAll(async () => {
    await cluster.kubectl(['delete', 'clusterrolebindings,clusterroles', '-l', `sluice.dev/test=${random}`, '--wait=false'])
    await Promise.all(teardown.map((remove) => remove()))
  })

  /** Everything that the account is for, as the product does it; what was refused. */
  async function denialsOf(client: Client): Promise<string[]> {
    const denials = await follow(client, stage)
    const add = (more: ReadonlySet<string>) => more.forEach((denial) => denials.add(denial))
    if (one.works.includes('lead')) {
      await cluster.kubectl(['delete', 'lease', 'sluice-controller', '-n', stage.own, '--ignore-not-found'])
      add(await lead(client, stage))
    }
    if (one.works.includes('admit')) {
      await cluster.kubectl(['delete', 'secret', 'sluice-webhook', '-n', stage.own, '--ignore-not-found'])
      add(await admit(client, stage))
    }
    if (one.works.includes('look')) add(await look(client, stage))
    if (one.works.includes('write')) add(await write(client, admin, stage))
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
