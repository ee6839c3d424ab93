import { beforeAll, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { startSqliteApi, type Api } from './harness.ts'

let api: Api

beforeAll(async () => {
  const started = await startSqliteApi()
  api = started.api
  return started.close
})

const base64 = (text: string) => Buffer.from(text).toString('base64')

const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: shop-tls}
type: Opaque
data:
  tls.crt: ${base64(TEST_CERTIFICATE.cert)}
  tls.key: ${base64(TEST_CERTIFICATE.key)}
`
const FANOUT = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: nginx
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  backend: {serviceName: rest, servicePort: 80}
  tls: [{hosts: [shop.test], secretName: shop-tls}]
  rules:
  - host: shop.test
    http:
      paths:
      - path: /cart
        backend: {serviceName: cart, servicePort: 8080}
      - path: /named
        backend: {serviceName: named, servicePort: web}
`
const NAMED = `apiVersion: v1
kind: Service
metadata: {name: named}
spec:
  selector: {app: named}
  ports: [{name: web, port: 81, targetPort: 8081}]
`

const preview = (text: string, query = '', as: 'viewer' | 'nobody' = 'viewer') => api.call('POST', `/import/preview${query}`, { as, body: { text } })

test('a viewer sees what comes of a manifest of an older version', async () => {
  const { status, body } = await preview(`${SECRET}---\n${FANOUT}---\n${NAMED}`)
  expect(status).toBe(200)
  expect(body.workspace).toBe('database')
  expect(body.manifests[1]).toMatchObject({ kind: 'Ingress', name: 'shop', apiVersion: { from: 'extensions/v1beta1', to: 'networking.k8s.io/v1' } })
  expect(body.manifests[1].problems).toMatchObject([{ code: 'FOREIGN_ANNOTATION', line: 15, params: { name: 'nginx.ingress.kubernetes.io/rewrite-target' } }])
  expect(body.text).toContain('defaultBackend: {service: {name: rest, port: {number: 80}}}')
  expect(body.diagnostics).toEqual([])
  const named = Object.fromEntries(body.objects.map((object: { kind: string; name: string }) => [`${object.kind}/${object.name}`, object]))
  expect(Object.keys(named)).toEqual([
    'certificates/default.shop-tls',
    'services/default.cart.8080',
    'services/default.named.81',
    'services/default.rest.80',
    'routes/default.shop~shop.test~cart',
    'routes/default.shop~shop.test~named',
    'routes/default.shop~~default',
  ])
  expect(named['services/default.cart.8080']).toMatchObject({ host: 'cart.default.svc.cluster.local', port: 8080 })
  expect(named['services/default.named.81']).toMatchObject({ host: 'named.default.svc.cluster.local', port: 81 })
  expect(named['certificates/default.shop-tls']).toMatchObject({ snis: ['shop.test'], origin: { kind: 'Secret', namespace: 'default', name: 'shop-tls' } })
})

test('nothing of a Secret comes back but its certificate, which everybody sees', async () => {
  const { text, body } = await preview(`${SECRET}---\n${FANOUT}`)
  expect(text).not.toContain(base64(TEST_CERTIFICATE.key))
  expect(text).not.toContain('PRIVATE KEY')
  expect(text).not.toContain(base64(TEST_CERTIFICATE.cert))
  expect(body.documents[0].hidden).toHaveLength(2)
  expect((await api.call('GET', '/status')).body.revision).toBe(0)
})

test('what it answers can be applied as it is, with the key that the sender has', async () => {
  const { body } = await preview(`${SECRET}---\n${FANOUT}---\n${NAMED}`)
  const objects = body.objects.map(({ origin: _, ...object }: { kind: string; origin: unknown }) => (object.kind === 'certificates' ? { ...object, key: TEST_CERTIFICATE.key } : object))
  const dry = await api.call('POST', '/apply?dryRun=true', { as: 'editor', body: { objects } })
  expect([dry.status, dry.text.includes('shop.test/cart')]).toEqual([200, true])
  const applied = await api.call('POST', '/apply', { as: 'editor', body: { objects } })
  expect([applied.status, applied.body.revision]).toEqual([200, 1])
  const asked = await api.call('POST', '/tester', { body: { method: 'GET', url: 'https://shop.test/cart/1' } })
  expect(asked.body).toMatchObject({ outcome: { kind: 'forward' }, route: 'default.shop~shop.test~cart' })
  const rest = await api.call('POST', '/tester', { body: { method: 'GET', url: 'http://elsewhere.test/' } })
  expect(rest.body).toMatchObject({ outcome: { kind: 'forward' }, service: 'default.rest.80' })
  expect((await api.call('POST', '/apply', { as: 'editor', body: { objects } })).body.revision).toBeNull()
})

test('the name of a port of a Service that is not in the text cannot be resolved, and that is said', async () => {
  const { body } = await preview(FANOUT)
  expect(body.manifests[0].problems).toMatchObject([{ code: 'FOREIGN_ANNOTATION' }, { code: 'PORT_UNKNOWN', line: 18, params: { name: 'named', port: 'web' } }])
  expect(body.diagnostics).toMatchObject([{ code: 'SECRET_NOT_FOUND' }])
})

test('in a workspace of a cluster the class counts', async () => {
  const workspace = { name: 'cluster', kind: 'kubernetes', connection: { type: 'inCluster' }, ingressClass: 'sluice', served: false }
  expect((await api.call('POST', '/workspaces', { body: workspace })).status).toBe(201)
  const { body } = await preview(FANOUT, '?workspace=cluster')
  expect(body).toMatchObject({ workspace: 'kubernetes', objects: [] })
  expect(body.manifests[0].problems.map(({ code }: { code: string }) => code)).toContain('CLASS_NOT_SERVED')
  const own = await preview(FANOUT.replace('ingress.class: nginx', 'ingress.class: sluice'), '?workspace=cluster')
  expect(own.body.objects).toHaveLength(7)
})

test('text that cannot be read is answered with the place, and too much text is refused', async () => {
  const { body } = await preview('kind: Ingress\nmetadata:\n\tname: tab\n')
  expect(body).toMatchObject({ problems: [{ code: 'YAML', line: 3, severity: 'error' }], objects: [], manifests: [] })
  expect((await preview('#'.repeat(500_001))).status).toBe(422)
  expect((await preview('', '', 'nobody')).status).toBe(401)
  expect((await preview('', '?workspace=none')).status).toBe(404)
})

test('manifests of odd shapes are answered', async () => {
  const odd = ['spec: x', 'spec: {rules: [null, {http: {paths: [null, {backend: null}]}}]}', 'spec: {defaultBackend: {service: x}}', 'spec: {tls: [null, {hosts: x}]}', 'metadata: {name: [1]}', 'metadata: {annotations: [1]}']
  for (const rest of odd) {
    for (const version of ['v1', 'v1beta1']) {
      const answer = await preview(`apiVersion: networking.k8s.io/${version}\nkind: Ingress\n${rest.startsWith('metadata') ? '' : 'metadata: {name: odd}\n'}${rest}\n`)
      expect(answer.status, `${version} ${rest}: ${answer.text}`).toBe(200)
    }
  }
})
