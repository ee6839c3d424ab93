import { afterEach, beforeEach, expect, test } from 'vitest'
import { KubeError, type Client } from '#lib/kubernetes/client.ts'
import { executeWrites } from '#lib/kubernetes/write/send/execute.ts'
import { annotated, openWriter, rule, type Writer } from './writer.ts'

// Answers that do not come, and changes that fail in the middle.

let writer: Writer
let { client, get, make, prepare, write, refOf, ingressOf, serviceOf, kubectl } = {} as Writer
beforeEach(async () => {
  writer = await openWriter('faults')
  ;({ client, get, make, prepare, write, refOf, ingressOf, serviceOf, kubectl } = writer)
})
afterEach(() => writer.end())

type Fault = 'lost on the way' | 'without an answer' | null

/** The cluster behind a way that loses some requests, or their answers. */
const behind = (faultOf: (method: string, path: string) => Fault): Client => ({
  ...client,
  async request<T>(method: string, path: string, options?: Parameters<Client['request']>[2]): Promise<T> {
    const fault = faultOf(method, path)
    if (fault === 'lost on the way') throw new KubeError(0, 'NoAnswer', 'does not answer')
    const answer = await client.request<T>(method, path, options)
    if (fault === 'without an answer') throw new KubeError(0, 'Idle', 'sends nothing any more')
    return answer
  },
})

const only = (method: string, fault: Fault) => behind((asked) => (asked === method ? fault : null))

test('a write whose answer is lost is found by reading, and counts', async () => {
  const made = await executeWrites(only('PATCH', 'without an answer'), await prepare(['Ingress', 'web', () => ingressOf('web')]), { dryRun: false })
  expect(made).toMatchObject({ kind: 'done' })
  const changed = await executeWrites(only('PATCH', 'without an answer'), await prepare(['Ingress', 'web', annotated('sluice.dev/tags', 'a')]), { dryRun: false })
  expect(changed).toMatchObject({ kind: 'done' })
  const deletion = await prepare(['Ingress', 'web', () => null])
  expect(await executeWrites(only('DELETE', 'without an answer'), deletion, { dryRun: false })).toMatchObject({ kind: 'done' })
  expect(await get('Ingress', 'web')).toBeNull()
})

test('a write that was lost is known not to be done, and what was written before is taken back', async () => {
  const prepared = await prepare(['Service', 'web', () => serviceOf('web')], ['Ingress', 'web', () => ingressOf('web')])
  const way = behind((method, path) => (method === 'PATCH' && path.includes('/ingresses/') ? 'lost on the way' : null))
  expect(await executeWrites(way, prepared, { dryRun: false })).toMatchObject({ kind: 'away', uncertain: [], undone: [refOf('Service', 'web')], left: [] })
  expect(await get('Service', 'web')).toBeNull()
})

test('where nothing can be read any more, it is said what may have been written and what was', async () => {
  const prepared = await prepare(['Service', 'web', () => serviceOf('web')], ['Ingress', 'web', () => ingressOf('web')])
  let isAway = false
  const way = behind((_, path) => {
    if (path.includes('/ingresses/')) isAway = true
    return isAway ? 'lost on the way' : null
  })
  const left = [{ ref: refOf('Service', 'web'), message: 'does not answer' }]
  expect(await executeWrites(way, prepared, { dryRun: false })).toMatchObject({ kind: 'away', uncertain: [refOf('Ingress', 'web')], undone: [], left })
})

/** No Service of the name can be deleted. */
async function protect(name: string): Promise<void> {
  const policy = `protect-${writer.namespace}`
  const kind = 'admissionregistration.k8s.io/v1'
  const matchConstraints = { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['services'] }] }
  const validations = [{ expression: `oldObject.metadata.name != '${name}'`, message: 'it is needed' }]
  const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': writer.namespace } } }
  await writer.apply(
    { apiVersion: kind, kind: 'ValidatingAdmissionPolicy', metadata: { name: policy }, spec: { matchConstraints, validations } },
    { apiVersion: kind, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policy }, spec: { policyName: policy, validationActions: ['Deny'], matchResources } },
  )
  writer.onEnd(() => kubectl('delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', policy, '--wait=false'))
  await expect.poll(async () => executeWrites(client, await prepare(['Service', name, () => null]), { dryRun: true })).toMatchObject({ kind: 'refused' })
}

test('an object that was deleted comes back when a later deletion is refused', async () => {
  await make(ingressOf('web', { annotations: { 'sluice.dev/tags': 'a' } }), serviceOf('web'))
  await protect('web')
  const before = [await get('Ingress', 'web'), await get('Service', 'web')]
  const result = await write(['Service', 'web', () => null], ['Ingress', 'web', () => null])
  expect(result).toMatchObject({ kind: 'refused', undone: [refOf('Ingress', 'web')], left: [] })
  const now = [await get('Ingress', 'web'), await get('Service', 'web')]
  const fields = (raw: (typeof now)[number]) => ({ annotations: raw?.metadata.annotations, labels: raw?.metadata.labels, spec: raw?.['spec'] })
  expect(now.map(fields)).toEqual(before.map(fields))
})

test('what somebody else has changed since is not taken back, and named', async () => {
  await make(serviceOf('web'))
  const prepared = await prepare(
    ['Service', 'web', annotated('sluice.dev/retries', '2')],
    ['Ingress', 'web', () => ingressOf('web', { spec: { rules: [rule('no host')] } })],
  )
  const way: Client = {
    ...client,
    async request<T>(method: string, path: string, options?: Parameters<Client['request']>[2]): Promise<T> {
      if (path.includes('/ingresses/')) await kubectl('annotate', '--overwrite', 'service', 'web', 'sluice.dev/retries=3')
      return client.request<T>(method, path, options)
    },
  }
  expect(await executeWrites(way, prepared, { dryRun: false })).toMatchObject({ kind: 'refused', undone: [], left: [{ ref: refOf('Service', 'web') }] })
  expect((await get('Service', 'web'))?.metadata.annotations).toMatchObject({ 'sluice.dev/retries': '3' })
})
