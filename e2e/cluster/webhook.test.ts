import { request } from 'node:https'
import { X509Certificate } from 'node:crypto'
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest'
import type { ValidatingWebhookConfiguration } from '#lib/kubernetes/admission/configuration.ts'
import { keepMaterial } from '#lib/kubernetes/admission/material-keeper.ts'
import { secretStore } from '#lib/kubernetes/admission/material-store.ts'
import type { Material } from '#lib/kubernetes/admission/material.ts'
import { applied, startAdmissionReplica, type AdmissionReplica } from './admission.ts'
import { testCluster } from './kube.ts'
import { openScope, until, type Scope } from './scope.ts'

const cluster = testCluster()
const QUIET = { info: () => {}, error: () => {} }

async function open(options: Parameters<typeof startAdmissionReplica>[1] = {}): Promise<{ scope: Scope; replica: AdmissionReplica }> {
  const scope = await openScope('webhook')
  await scope.apply(scope.service('web'))
  const replica = await startAdmissionReplica(scope, options)
  await until(() => configurationOf(replica))
  return { scope, replica }
}

const configurationOf = async ({ configuration }: AdmissionReplica): Promise<ValidatingWebhookConfiguration> =>
  JSON.parse(await cluster.kubectl(['get', 'validatingwebhookconfiguration', configuration, '-o', 'json'])) as ValidatingWebhookConfiguration

const BAD = { 'sluice.dev/regex-priority': 'x' }
const rules = (host: string, ...paths: string[]) => ({
  defaultBackend: undefined,
  rules: [{ host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } })) } }],
})

/** The API server hears of a configuration a moment after it is stored. */
const asks = ({ scope, replica }: Awaited<ReturnType<typeof open>>) =>
  until(async () => {
    await scope.kubectl('delete', 'ingress', 'probe', '--ignore-not-found')
    const before = replica.admission.counts().asked
    await applied(scope.ingress('probe'))
    expect(replica.admission.counts().asked).toBeGreaterThan(before)
  })

let one: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  one = await open()
  await asks(one)
})
afterAll(() => one?.scope.end())

test('a good Ingress is stored without a word', async () => {
  expect(await applied(one.scope.ingress('good', { spec: rules('good.test', '/') }))).toEqual({ ok: true, stderr: '' })
})

test('a bad one is refused, with every field and why', async () => {
  const said = await applied(one.scope.ingress('bad', { annotations: { ...BAD, 'sluice.dev/methods': 'GET POST' } }))
  expect(said.ok).toBe(false)
  expect(said.stderr).toContain('The Ingress "bad" is invalid')
  expect(said.stderr).toContain('metadata.annotations[sluice.dev/regex-priority]: ')
  expect(said.stderr).toContain('metadata.annotations[sluice.dev/methods]: ')
  expect(await one.scope.kubectl('get', 'ingress', 'bad', '--ignore-not-found')).toBe('')
})

test('what may come later, and what others have, are warnings', async () => {
  const backend = { service: { name: 'later', port: { number: 80 } } }
  const late = await applied(one.scope.ingress('late', { spec: { ...rules('late.test', '/'), defaultBackend: backend } }))
  expect(late).toEqual({ ok: true, stderr: expect.stringMatching(/^Warning: spec\.defaultBackend\.service\.name: There is no Service "later"/) })
  await applied(one.scope.ingress('first', { spec: rules('twice.test', '/a') }))
  await until(() => expect(one.replica.names()).toContain('first'))
  const twice = await applied(one.scope.ingress('second', { spec: rules('twice.test', '/a') }))
  expect(twice.ok).toBe(true)
  expect(twice.stderr).toContain(`Warning: spec.rules[0].http.paths[0].path: the Ingress ${one.scope.namespace}/first comes first: `)
})

test('of other classes, and of changes that are none of ours, nobody is asked', async () => {
  await applied(one.scope.ingress('mine', { spec: rules('mine.test', '/') }))
  const before = one.replica.admission.counts().asked
  expect(await applied(one.scope.ingress('other', { spec: { ingressClassName: 'nobody' }, annotations: BAD }))).toEqual({ ok: true, stderr: '' })
  const legacy = { ...BAD, 'kubernetes.io/ingress.class': 'nobody' }
  expect((await applied(one.scope.ingress('legacy', { spec: { ingressClassName: undefined }, annotations: legacy }))).ok).toBe(true)
  await one.scope.kubectl('label', 'ingress', 'mine', 'team=a')
  expect(one.replica.admission.counts().asked).toBe(before)
  await one.scope.kubectl('annotate', 'ingress', 'mine', 'sluice.dev/enabled=false')
  expect(one.replica.admission.counts().asked).toBe(before + 1)
})

test('the old annotation names our class too', async () => {
  const annotations = { ...BAD, 'kubernetes.io/ingress.class': one.scope.ingressClass }
  const said = await applied(one.scope.ingress('old', { spec: { ingressClassName: undefined }, annotations }))
  expect([said.ok, said.stderr.includes('sluice.dev/regex-priority')]).toEqual([false, true])
})

test('what is registered is put back when it was changed, and nothing of others in it is lost', async () => {
  const { configuration } = one.replica
  await cluster.kubectl(['label', 'validatingwebhookconfiguration', configuration, 'team=a'])
  await cluster.kubectl(['patch', 'validatingwebhookconfiguration', configuration, '--type=json', '-p', '[{"op":"replace","path":"/webhooks/0/timeoutSeconds","value":30}]'])
  await until(async () => expect((await configurationOf(one.replica)).webhooks).toMatchObject([{ timeoutSeconds: 5, failurePolicy: 'Ignore', sideEffects: 'None' }]))
  const { metadata } = await configurationOf(one.replica)
  expect(metadata.labels).toMatchObject({ team: 'a' })
  const version = metadata.resourceVersion
  await one.replica.client.request('GET', '/version')
  expect((await configurationOf(one.replica)).metadata.resourceVersion).toBe(version)
})

type Answer = { status: number; body: string }

async function ask(replica: AdmissionReplica, body: string, place = (path: string) => path): Promise<Answer> {
  const [webhook] = (await configurationOf(replica)).webhooks as { clientConfig: { url: string; caBundle: string } }[]
  const url = new URL(webhook!.clientConfig.url)
  url.pathname = place(url.pathname)
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', ca: Buffer.from(webhook!.clientConfig.caBundle, 'base64'), agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: answer.statusCode!, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const question = (changes: object = {}) => ({
  apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview',
  request: { uid: 'u', kind: { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }, operation: 'CREATE', object: one.scope.ingress('x'), oldObject: null },
  ...changes,
})

test('what is no question is answered at once, and not with yes', async () => {
  expect(JSON.parse((await ask(one.replica, JSON.stringify(question()))).body)).toMatchObject({ response: { uid: 'u', allowed: true } })
  expect((await ask(one.replica, '{')).status).toBe(400)
  expect((await ask(one.replica, JSON.stringify(question({ apiVersion: 'admission.k8s.io/v1beta1' })))).status).toBe(400)
  expect((await ask(one.replica, JSON.stringify({ ...question(), request: { uid: 'u' } }))).status).toBe(400)
  expect((await ask(one.replica, JSON.stringify(question()), (path) => path.replace(/[^/]{8}\//, 'aaaaaaaa/'))).status).toBe(404)
  expect((await ask(one.replica, ' '.repeat(9 * 1024 * 1024))).status).toBe(413)
})

test('two replicas show one certificate, kept in a Secret', async () => {
  const { client } = one.replica
  const shown: Material[] = []
  const keepers = [1, 2].map(() => keepMaterial({ store: secretStore({ ...client, namespace: one.scope.namespace }), names: ['127.0.0.1'], log: QUIET, onChange: (material) => void shown.push(material) }))
  onTestFinished(async () => void (await Promise.all(keepers.map((keeper) => keeper.stop()))))
  await until(() => expect(shown).toHaveLength(2))
  expect(shown[0]).toEqual(shown[1])
  const { data } = JSON.parse(await one.scope.kubectl('get', 'secret', 'sluice-webhook', '-o', 'json')) as { data: Record<string, string> }
  expect(new X509Certificate(Buffer.from(data['tls.crt']!, 'base64')).subjectAltName).toBe('IP Address:127.0.0.1')
})

test('while the controller is away everything is let in, and what is no longer served is registered no longer', async () => {
  const two = await open()
  onTestFinished(two.scope.end)
  await asks(two)
  expect((await applied(two.scope.ingress('bad', { annotations: BAD }))).ok).toBe(false)
  await two.replica.stop()
  expect(await applied(two.scope.ingress('bad', { annotations: BAD }))).toEqual({ ok: true, stderr: '' })
  const again = await startAdmissionReplica(two.scope)
  await until(async () => expect((await applied(two.scope.ingress('worse', { annotations: BAD }))).ok).toBe(false))
  await again.retire()
  await until(async () => expect(await cluster.kubectl(['get', 'validatingwebhookconfiguration', again.configuration, '--ignore-not-found'])).toBe(''))
})

test('certificates and authorities come and go, and no question is lost', async () => {
  const lifetimes = { server: 3000, authority: 9000, settling: 1000 }
  const two = await open({ failurePolicy: 'Fail', timing: { lifetimes, lookMs: 100 } })
  onTestFinished(two.scope.end)
  await asks(two)
  const bundles = new Set<string>()
  const servers = new Set<string>()
  let round = 0
  await until(async () => {
    round += 1
    const bad = round % 2 === 0
    const said = await applied(two.scope.ingress(`r${round}`, { spec: rules(`r${round}.test`, '/'), ...(bad ? { annotations: BAD } : {}) }))
    if (said.ok === bad || /x509|failed calling/.test(said.stderr)) throw Object.assign(new Error(`round ${round}: ${said.stderr}`), { round })
    const { data } = JSON.parse(await two.scope.kubectl('get', 'secret', 'sluice-webhook', '-o', 'json')) as { data: Record<string, string> }
    bundles.add(data['ca.crt']!)
    servers.add(data['tls.crt']!)
    expect(bundles.size).toBeGreaterThan(3)
    expect(servers.size).toBeGreaterThan(4)
  }, 40_000)
  expect(two.replica.admission.counts()).toMatchObject({ asked: round + 1, failed: 0 })
  expect(two.replica.errors).toEqual([])
})
