import { expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { diagnoseReach } from '#lib/compile/reach/reach.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import type { ClusterObjects, V1Ingress } from '../objects.ts'
import { clusterFrom } from '../read/testing/cluster-objects.ts'
import { readCluster, readMemo } from '../read/read-cluster.ts'
import { neighbourhood } from './neighbours.ts'
import { review, type Asked, type Scene } from './review.ts'

const BASE = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: sluice }
spec: { controller: sluice.dev/ingress-controller }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: other }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`

function sceneOf(manifests = '', { dialect = 'sluice', namespaces = [] }: { dialect?: ClusterDialect; namespaces?: string[] } = {}): Scene {
  const objects: ClusterObjects = clusterFrom(`${BASE}---\n${manifests}`)
  const workspace = { name: 'cluster', dialect, ingressClass: 'sluice', namespaces }
  const reading = readCluster(objects, { workspace: 'cluster', ingressClass: 'sluice', dialect, revision: 1, memo: readMemo() })
  const now = new Date('2026-06-01')
  return {
    workspace, reading, objects,
    neighbourhood: neighbourhood(),
    check(config) {
      const compiled = compile([config], { now })
      return [...compiled.diagnostics, ...diagnoseReach(compiled, [config])]
    },
  }
}

type Path = { path: string; pathType?: string; service?: string; port?: object }
type Wish = { name?: string; namespace?: string; host?: string; paths?: Path[]; annotations?: Record<string, string>; spec?: object }

/** As the API server sends one that it is about to store. */
function ingress({ name = 'new', namespace = 'shop', host = 'a.test', paths = [{ path: '/' }], annotations, spec }: Wish = {}): V1Ingress {
  const backend = ({ service = 'web', port = { number: 80 } }: Path) => ({ service: { name: service, port } })
  const rules = [{ host, http: { paths: paths.map((one) => ({ path: one.path, pathType: one.pathType ?? 'Prefix', backend: backend(one) })) } }]
  const metadata = { name, namespace, uid: 'u', creationTimestamp: '2026-06-01T00:00:00Z', ...(annotations ? { annotations } : {}) }
  return { metadata, spec: { ingressClassName: 'sluice', rules, ...spec } } as unknown as V1Ingress
}

const create = (object: V1Ingress): Asked => ({ operation: 'CREATE', object, oldObject: null })
const ask = (object: V1Ingress, scene = sceneOf()) => review(create(object), scene)
const SILENT = { allowed: true, warnings: [] }

const stored = (wish: Wish) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${JSON.stringify((({ metadata: { name, namespace, annotations }, spec }) => ({ metadata: { name, namespace, ...(annotations ? { annotations } : {}) }, spec }))(ingress(wish))).slice(1, -1).replace(/^"metadata":/, 'metadata: ').replace(/,"spec":/, '\nspec: ')}\n---\n`

test('a good one is let in without a word', () => expect(ask(ingress())).toEqual(SILENT))

test('every error is told, with its field as Kubernetes writes it', () => {
  const annotations = { 'sluice.dev/regex-priority': 'x', 'sluice.dev/use-regex': 'true', 'sluice.dev/methods': 'GET POST' }
  const asked = ingress({ annotations, paths: [{ path: '/' }, { path: '/(?=x)', pathType: 'ImplementationSpecific' }] })
  const verdict = ask(asked)
  expect(verdict.allowed).toBe(false)
  if (verdict.allowed) return
  const fields = verdict.causes.map(({ field }) => field)
  expect(fields).toContain('metadata.annotations[sluice.dev/regex-priority]')
  expect(fields).toContain('metadata.annotations[sluice.dev/methods]')
  expect(fields).toContain('spec.rules[0].http.paths[1].path')
  for (const { field, message } of verdict.causes) expect(verdict.message).toContain(`${field}: ${message}`)
})

test('what may come later is a warning', () => {
  const verdict = ask(ingress({ paths: [{ path: '/', service: 'gone' }, { path: '/b', port: { name: 'admin' } }] }))
  expect(verdict).toEqual({
    allowed: true,
    warnings: [
      expect.stringMatching(/^spec\.rules\[0\]\.http\.paths\[0\]\.backend\.service\.name: There is no Service "gone"/),
      expect.stringMatching(/^spec\.rules\[0\]\.http\.paths\[1\]\.backend\.service\.port\.name: The Service "web" has no TCP port admin/),
    ],
  })
})

test('a Secret that is known to be absent is a warning, one that nobody has asked for is none', () => {
  const scene = sceneOf()
  const asked = ingress({ spec: { tls: [{ hosts: ['a.test'], secretName: 'pair' }] } })
  expect(ask(asked, scene)).toEqual(SILENT)
  const absent = { ...scene, objects: { ...scene.objects, secrets: new Map([['shop/pair', 'absent' as const]]) } }
  expect(ask(asked, absent)).toEqual({ allowed: true, warnings: [expect.stringMatching(/^spec\.tls\[0\]\.secretName: /)] })
})

test.each([
  ['another class', { spec: { ingressClassName: 'nginx' } }],
  ['no class, where ours is not the default', { spec: { ingressClassName: undefined } }],
  ['another class by the old annotation', { spec: { ingressClassName: undefined }, annotations: { 'kubernetes.io/ingress.class': 'nginx', 'sluice.dev/regex-priority': 'x' } }],
])('%s is not looked at', (_, wish) => {
  const bad = { annotations: { 'sluice.dev/regex-priority': 'x' }, ...wish }
  expect(ask(ingress(bad))).toEqual(SILENT)
})

test('in the dialect nginx, a class of ingress-nginx is ours', () => {
  const scene = sceneOf('', { dialect: 'nginx' })
  const [[key, known]] = [...scene.objects.ingressClasses!] as unknown as [[string, { spec: object }]]
  const taken = { ...scene, objects: { ...scene.objects, ingressClasses: new Map([[key, { ...known, spec: { controller: 'k8s.io/ingress-nginx' } }]]) } } as unknown as Scene
  const annotations = { 'nginx.ingress.kubernetes.io/whitelist-source-range': 'nowhere' }
  expect(ask(ingress({ annotations }), taken)).toMatchObject({ allowed: false, causes: [{ field: 'metadata.annotations[nginx.ingress.kubernetes.io/whitelist-source-range]' }] })
  expect(ask(ingress({ annotations }), { ...taken, workspace: { ...taken.workspace, dialect: 'sluice' } })).toEqual(SILENT)
  const secret = { 'nginx.ingress.kubernetes.io/auth-type': 'basic', 'nginx.ingress.kubernetes.io/auth-secret': 'later' }
  expect(ask(ingress({ annotations: secret }), taken).allowed).toBe(true)
})

test('nor is another namespace than those of the workspace', () => {
  const bad = ingress({ annotations: { 'sluice.dev/regex-priority': 'x' } })
  expect(ask(bad, sceneOf('', { namespaces: ['other'] }))).toEqual(SILENT)
  expect(ask(bad, sceneOf('', { namespaces: ['shop'] })).allowed).toBe(false)
})

test('a bad one that is there may be labelled, and not changed', () => {
  const annotations = { 'sluice.dev/regex-priority': 'x' }
  const bad = ingress({ annotations })
  const labelled = { ...bad, metadata: { ...bad.metadata, labels: { a: 'b' }, resourceVersion: '2' }, status: { loadBalancer: {} } }
  expect(review({ operation: 'UPDATE', object: labelled, oldObject: bad }, sceneOf())).toEqual(SILENT)
  const changed = ingress({ annotations, host: 'b.test' })
  expect(review({ operation: 'UPDATE', object: changed, oldObject: bad }, sceneOf()).allowed).toBe(false)
  const taken = { ...bad, spec: { ...bad.spec, ingressClassName: 'nginx' } }
  expect(review({ operation: 'UPDATE', object: bad, oldObject: taken }, sceneOf()).allowed).toBe(false)
})

test('a path that another Ingress has is a warning with its name', () => {
  const scene = sceneOf(stored({ name: 'first', paths: [{ path: '/cart' }] }))
  const verdict = ask(ingress({ paths: [{ path: '/cart' }, { path: '/free' }] }), scene)
  expect(verdict).toEqual({ allowed: true, warnings: [expect.stringMatching(/^spec\.rules\[0\]\.http\.paths\[0\]\.path: the Ingress shop\/first comes first: No request /)] })
})

test('itself is no neighbour of its next version', () => {
  const scene = sceneOf(stored({ name: 'new' }))
  const [before] = [...scene.objects.ingresses.values()]
  const after = ingress({ annotations: { 'sluice.dev/regex-priority': '3' } })
  expect(review({ operation: 'UPDATE', object: after, oldObject: before! }, scene)).toEqual(SILENT)
})

test('a path and a name of another namespace are warnings that name the Ingress', () => {
  const tls = { tls: [{ hosts: ['a.test'], secretName: 'pair' }] }
  const scene = sceneOf(stored({ name: 'first', namespace: 'other', spec: tls }))
  const verdict = ask(ingress({ spec: tls }), scene)
  expect(verdict.allowed).toBe(true)
  expect(verdict.warnings).toEqual([
    expect.stringMatching(/^spec\.rules\[0\]\.http\.paths\[0\]\.path: The path \/ of the host a\.test belongs to the Ingress other\/first /),
    expect.stringMatching(/^spec\.tls\[0\]\.hosts\[0\]: The name a\.test belongs to the Ingress other\/first /),
  ])
})

test('who takes a path from others is told whom', () => {
  const scene = sceneOf(stored({ name: 'first', namespace: 'other', host: 'b.test' }))
  // The age of an Ingress stays when it changes, so that an old one comes before.
  const old = ingress({ host: 'b.test' })
  const aged = { ...old, metadata: { ...old.metadata, creationTimestamp: '2020-01-01T00:00:00Z' } }
  expect(ask(aged, scene).warnings).toEqual([expect.stringMatching(/^Ingress other\/first: .* belongs to the Ingress shop\/new /)])
})

test('many warnings are few lines of few letters', () => {
  const paths = Array.from({ length: 30 }, (_, place) => ({ path: `/p${place}`, service: `${'gone-'.repeat(40)}${place}` }))
  const { warnings } = ask(ingress({ paths }))
  expect(warnings).toHaveLength(11)
  expect(warnings.at(-1)).toBe('and 20 more')
  for (const warning of warnings) expect(warning.length).toBeLessThanOrEqual(256)
})

test('in the dialect nginx its annotations are read', () => {
  const nginx = 'nginx.ingress.kubernetes.io/'
  const scene = sceneOf(stored({ name: 'main' }), { dialect: 'nginx' })
  const canary = (weight: string) => ingress({ paths: [{ path: '/', service: 'next' }], annotations: { [`${nginx}canary`]: 'true', [`${nginx}canary-weight`]: weight } })
  // Its Service may come later; its main Ingress is found among the neighbours.
  expect(ask(canary('20'), scene)).toEqual({ allowed: true, warnings: [expect.stringContaining('There is no Service "next"')] })
  expect(ask(canary('20'), sceneOf('', { dialect: 'nginx' })).allowed).toBe(true)
  const refused = ask(canary('much'), scene)
  expect(refused).toMatchObject({ allowed: false, causes: [{ field: `metadata.annotations[${nginx}canary-weight]` }] })
})
