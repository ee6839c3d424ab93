import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseDocument, isMap, isPair, isScalar, type YAMLMap } from 'yaml'
import { CHART, helmMissing, renderChart, type Rendered } from './helm.ts'
import { namespace, testCluster } from './kube.ts'
import { containersOf, copyDeployment, ofKind, ROOT, templateOf, workloadsOf, type Deployment, type Manifest } from './manifests.ts'

const missing = await helmMissing()
const TITLE = missing ? ` (${missing})` : ''

const NODE_PORTS = {
  proxy: { ports: { http: 30080, https: 30443 }, service: { type: 'NodePort', nodePorts: { http: 30080, https: 30443 } } },
  dashboard: { service: { type: 'NodePort', nodePort: 30300 } },
}
/** The values by which the chart makes what a kustomization makes. */
const SAME: [string, string | object, object][] = [
  ['base', 'base', {}],
  ['overlays/nodeport', 'overlays/nodeport', NODE_PORTS],
  [
    'overlays/daemonset', 'overlays/daemonset',
    {
      proxy: {
        kind: 'DaemonSet', hostNetwork: true, service: { type: 'NodePort' }, nodeSelector: { 'sluice.dev/proxy': 'true' },
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
      },
    },
  ],
  ['overlays/ha', 'overlays/ha', { database: { type: 'postgres' }, proxy: { replicas: 3 } }],
  ['overlays/namespaced', 'overlays/namespaced', { namespaced: true, namespaces: ['default'] }],
  ['read-only', { resources: ['../base'], components: ['../components/read-only'] }, { readOnly: true }],
  ['without a webhook', { resources: ['../base'], components: ['../components/no-webhook'] }, { webhook: { enabled: false } }],
  ['ha for a registry that asks', { resources: ['../overlays/ha'], components: ['../components/pull-secret'] }, { database: { type: 'postgres' }, proxy: { replicas: 3 }, imagePullSecrets: ['sluice-registry'] }],
]

let deployment: Deployment
let rendered: Rendered[]
beforeAll(async () => {
  if (missing) return
  ;[deployment, rendered] = await Promise.all([copyDeployment(), renderChart(SAME.map(([, , values]) => ({ values })))])
}, 900_000)
afterAll(() => deployment?.remove())

const HASHED = /-[a-z0-9]{10}$/
const HELM_ONLY = new Set(['app.kubernetes.io/instance', 'app.kubernetes.io/managed-by', 'helm.sh/chart', 'helm.sh/resource-policy', 'checksum/settings'])
/** Kustomize names these by what they hold, so that pods are replaced; the chart has a checksum in its pods for that. */
const HOLDERS = ['ConfigMap', 'Secret']

/** What is left of a document when that is taken out in which the two must differ. Lists that are sets are put in order. */
function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((one) => plain(one))
    const isSet = ['containers', 'env', 'ports', 'tolerations', 'rules', 'subjects', 'resources', 'verbs', 'from', 'volumes', 'volumeMounts'].includes(key)
    return isSet ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !HELM_ONLY.has(name)).map(([name, inner]) => {
    const isReference = ['configMapRef', 'secretKeyRef'].includes(key) && name === 'name'
    return [name, isReference ? String(inner).replace(HASHED, '') : plain(inner, name)] as const
  })
  const kept = entries.filter(([, inner]) => !(typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0))
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const nameOf = ({ kind, metadata }: Manifest) => (HOLDERS.includes(kind) ? metadata.name.replace(HASHED, '') : metadata.name.replace(/^sluice-migrate-1$/, 'sluice-migrate'))

// The namespace of kustomize is Sluice's own; that of a release may have others in it, whom a policy must not shut off.
const POLICY_OF_ALL = 'NetworkPolicy sluice/sluice-default'
const ALL_PODS = 'all pods of Sluice'

/** By kind and name. Helm makes no namespace, and its rights are those of whoever installs. */
function indexed(manifests: readonly Manifest[]): Map<string, unknown> {
  return new Map(
    manifests
      .filter(({ kind }) => kind !== 'Namespace')
      .map((manifest) => {
        const name = nameOf(manifest)
        const key = `${manifest.kind} ${manifest.metadata.namespace ?? ''}/${name}`
        const { data, ...rest } = manifest
        // Values of Secrets are random.
        const held = manifest.kind === 'Secret' ? { keys: Object.keys(data as object).sort() } : { data }
        const object = plain({ ...rest, ...held, metadata: { ...manifest.metadata, name }, ...(key === POLICY_OF_ALL ? { spec: ALL_PODS } : {}) })
        return [key, object] as const
      }),
  )
}

describe.skipIf(missing)(`the chart${TITLE}`, () => {
  test.each(SAME.map(([title, folder], index) => ({ title, folder, index })))('makes what $title makes', async ({ folder, index }) => {
    const { manifests, error, lint } = rendered[index]!
    expect([error, lint]).toEqual(['', []])
    const made = indexed(typeof folder === 'string' ? await deployment.build(folder) : await deployment.buildOwn(JSON.stringify(folder)))
    const own = indexed(manifests)
    expect([...own.keys()].sort()).toEqual([...made.keys()].sort())
    for (const [key, object] of made) expect(own.get(key), key).toEqual(object)
    expect(own.size).toBe(manifests.length)
  })

  test('is taken by the API server, in a namespace and under a name of its own', async () => {
    const cluster = testCluster()
    const own = await namespace(cluster, 'chart')
    onTestFinished(own.remove)
    const all = { database: { type: 'postgres' }, commonAnnotations: { team: 'a' }, ingressClass: { name: own.name, default: true }, proxy: { affinity: { podAntiAffinity: {} }, podAnnotations: { a: 'b' } }, settings: { SLUICE_ACCESS_LOG: 'stdout' } }
    for (const { manifests, error } of await renderChart([{ name: own.name, namespace: own.name, values: all }, { name: own.name, namespace: own.name }])) {
      expect(error).toBe('')
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests })
      const said = await cluster.kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-', '-o', 'name'], list)
      expect(said.trim().split('\n')).toHaveLength(manifests.length)
      for (const { metadata, kind } of manifests) if (kind !== 'IngressClass') expect(metadata.name).toMatch(new RegExp(`^${own.name}`))
    }
  })

  test('leaves a database and secrets of yours alone', async () => {
    const [external] = await renderChart([{ values: { database: { type: 'external', existingSecret: 'mine' }, secrets: { existing: 'keys' }, networkPolicies: { enabled: false } } }])
    expect(external!.error).toBe('')
    expect(ofKind(external!.manifests, 'Secret', 'StatefulSet', 'NetworkPolicy')).toEqual([])
    const refs = workloadsOf(external!.manifests).flatMap(containersOf).flatMap(({ env = [] }) => env.flatMap(({ name, valueFrom }) => (valueFrom ? [`${name} ${valueFrom.secretKeyRef.name}`] : [])))
    expect(new Set(refs)).toEqual(new Set(['DATABASE_URL mine', 'SLUICE_SECRET_KEY keys', 'SLUICE_LINK_TOKEN keys', 'SLUICE_SETUP_TOKEN keys']))
  })

  test('replaces pods when settings change, and only then', async () => {
    const [one, same, other] = await renderChart([{}, {}, { values: { settings: { SLUICE_DRAIN_MS: 1000 } } }])
    const sums = ({ manifests }: Rendered) => workloadsOf(manifests).map((workload) => (templateOf(workload).metadata as Manifest['metadata'] & { annotations: Record<string, string> }).annotations['checksum/settings'])
    expect(sums(same!)).toEqual(sums(one!))
    for (const [place, sum] of sums(other!).entries()) expect(sum).not.toBe(sums(one!)[place])
  })

  test.each([
    [{ namespaced: true }, /namespaces/],
    [{ database: { type: 'external' } }, /existingSecret/],
    [{ database: { type: 'mysql' } }, /database.*type/],
    [{ proxy: { kind: 'Job' } }, /proxy.*kind/],
    [{ proxy: { replica: 3 } }, /replica/],
    [{ webhook: { failurePolicy: 'ignore' } }, /failurePolicy/],
    [{ settings: { 'sluice-drain': 1 } }, /sluice-drain/],
    // It would stand in a ConfigMap.
    [{ settings: { DATABASE_URL: 'postgresql://sluice:pw@db/sluice' } }, /DATABASE_URL/],
  ])('does not take %j', async (values, reason) => {
    const [{ error, manifests } = { error: '', manifests: [{}] }] = await renderChart([{ values }])
    expect([error, manifests]).toEqual([expect.stringMatching(reason), []])
  })

  test('says how to go on', () => {
    expect(rendered[0]!.notes).toContain('get secret sluice-secrets')
    expect(rendered[2]!.notes).toContain('enforce=privileged')
  })
})

type Schema = { properties?: Record<string, Schema> }
type Value = { name: string; value: string; about: string }

/** Every value with the comment before it. */
function valuesOf(map: YAMLMap, prefix = ''): Value[] {
  return map.items.flatMap((pair, place): Value[] => {
    if (!isPair(pair) || !isScalar(pair.key)) return []
    const name = `${prefix}${pair.key.value}`
    const comment = String((place === 0 ? (map.commentBefore ?? pair.key.commentBefore) : pair.key.commentBefore) ?? '').trim()
    if (!comment.startsWith('-- ') && isMap(pair.value) && pair.value.items.length > 0) return valuesOf(pair.value, `${name}.`)
    expect(comment, `${name} has a comment`).toMatch(/^-- \S/)
    const value = JSON.stringify((pair.value as { toJSON(): unknown }).toJSON())
    return [{ name, value, about: comment.slice(3) }]
  })
}

test('every value has a comment, a place in the schema, and a row in the README', () => {
  const values = valuesOf(parseDocument(readFileSync(path.join(CHART, 'values.yaml'), 'utf8')).contents as YAMLMap)
  const schema = JSON.parse(readFileSync(path.join(CHART, 'values.schema.json'), 'utf8')) as Schema
  for (const { name } of values) {
    const found = name.split('.').reduce<Schema | undefined>((at, part) => at?.properties?.[part], schema)
    expect(found, name).toBeDefined()
  }
  const rows = values.map(({ name, value, about }) => `| \`${name}\` | \`${value}\` | ${about} |`)
  const readme = readFileSync(path.join(CHART, 'README.md'), 'utf8')
  expect(readme.slice(readme.indexOf('| value |')).split('\n').slice(2).filter((line) => line.startsWith('|'))).toEqual(rows)
})

test('the version of the chart is that of the product', () => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const chart = parseDocument(readFileSync(path.join(CHART, 'Chart.yaml'), 'utf8')).toJS() as { version: string; appVersion: string }
  expect([chart.version, chart.appVersion]).toEqual([version, version])
})
