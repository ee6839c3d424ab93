import { afterEach, beforeEach, expect, test } from 'vitest'
import { MANAGED_BY } from '#lib/kubernetes/managed-by.ts'
import { describeChanges } from '#lib/kubernetes/write/show/changes.ts'
import { executeWrites } from '#lib/kubernetes/write/send/execute.ts'
import { refKey, type RawObject } from '#lib/kubernetes/write/types.ts'
import { annotated, managers, openWriter, OURS, rule, type Writer } from './writer.ts'

// How prepared writes reach a real API server, and what it makes of them.

let writer: Writer
let { client, get, make, prepare, write, refOf, ingressOf, serviceOf, setStatus, shell, kubectl, apply } = {} as Writer
beforeEach(async () => {
  writer = await openWriter('write')
  ;({ client, get, make, prepare, write, refOf, ingressOf, serviceOf, setStatus, shell, kubectl, apply } = writer)
})
afterEach(() => writer.end())

test('an object of ours is made, changed and deleted; its fields are owned by apply, and fields of others stay', async () => {
  expect(await make(ingressOf('web', { annotations: { 'sluice.dev/strip-path': 'true', 'sluice.dev/tags': 'a' } }))).toMatchObject({ kind: 'done', warnings: [] })
  expect(managers(await get('Ingress', 'web'))).toEqual(['sluice Apply'])

  await kubectl('annotate', 'ingress', 'web', 'their.dev/note=1')
  await setStatus('web', '203.0.113.9')
  const done = await write(['Ingress', 'web', (now) => ({ ...annotated('sluice.dev/strip-path', undefined)(now), spec: { ...(now!['spec'] as object), rules: [rule('b.test')] } })])
  const changed = await get('Ingress', 'web')
  expect(done).toMatchObject({ kind: 'done' })
  expect(changed?.metadata.annotations).toEqual({ 'sluice.dev/tags': 'a', 'their.dev/note': '1' })
  expect(changed).toMatchObject({ spec: { rules: [rule('b.test')] }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } } })
  expect(managers(changed)).toEqual(['kubectl-annotate Update', 'kubectl-patch Update', 'sluice Apply'])

  expect(await write(['Ingress', 'web', () => null])).toEqual({ kind: 'done', objects: new Map([[refKey(refOf('Ingress', 'web')), null]]), warnings: [] })
  expect(await get('Ingress', 'web')).toBeNull()
})

test('what would be equal is not sent, and a field that only others own goes by a patch', async () => {
  await make(ingressOf('web'))
  await kubectl('annotate', 'ingress', 'web', 'sluice.dev/tags=theirs')
  const before = await get('Ingress', 'web')
  expect(await prepare(['Ingress', 'web', (now) => now])).toEqual([])
  expect((await get('Ingress', 'web'))?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion)

  const prepared = await prepare(['Ingress', 'web', annotated('sluice.dev/tags', undefined)])
  expect(prepared).toMatchObject([{ method: 'patch', managedBy: { tool: 'sluice' } }])
  expect(await executeWrites(client, prepared, { dryRun: false })).toMatchObject({ kind: 'done' })
  expect((await get('Ingress', 'web'))?.metadata.annotations).toBeUndefined()
})

test('ports of a Service of ours come and go, and what the cluster chose stays', async () => {
  await make(serviceOf('web', { type: 'NodePort', ports: [{ name: 'http', port: 80, protocol: 'TCP' }, { name: 'admin', port: 81, protocol: 'TCP' }] }))
  const before = (await get('Service', 'web'))!['spec'] as { clusterIP: string; ports: { port: number; nodePort: number }[] }
  const third = { name: 'extra', port: 82, protocol: 'TCP', targetPort: 'x' }
  const prepared = await prepare(['Service', 'web', (now) => ({ ...now!, spec: { ...(now!['spec'] as object), ports: [before.ports[0], third] } })])
  expect(prepared).toMatchObject([{ method: 'apply' }])
  expect(await executeWrites(client, prepared, { dryRun: false })).toMatchObject({ kind: 'done' })
  const after = (await get('Service', 'web'))!['spec'] as typeof before
  expect(after.clusterIP).toBe(before.clusterIP)
  expect(after.ports).toEqual([before.ports[0], { ...third, nodePort: expect.any(Number) }])
})

test('an object of that name that somebody else makes first is not overwritten', async () => {
  const prepared = await prepare(['Ingress', 'web', () => ingressOf('web')])
  await apply(ingressOf('web', { labels: {}, annotations: { 'their.dev/note': '1' } }))
  expect(await executeWrites(client, prepared, { dryRun: false })).toMatchObject({ kind: 'stale', undone: [], left: [] })
  expect((await get('Ingress', 'web'))?.metadata.labels).toBeUndefined()
})

test('only the status moved: written all the same; anything else: stale, and theirs stays', async () => {
  await make(ingressOf('web'), ingressOf('gone'))
  const prepared = await prepare(['Ingress', 'web', annotated('sluice.dev/tags', 'ours')], ['Ingress', 'gone', () => null])
  await setStatus('web', '203.0.113.7')
  await setStatus('gone', '203.0.113.7')
  expect(await executeWrites(client, prepared, { dryRun: false })).toMatchObject({ kind: 'done' })
  expect((await get('Ingress', 'web'))?.metadata.annotations).toEqual({ 'sluice.dev/tags': 'ours' })
  expect(await get('Ingress', 'gone')).toBeNull()

  const [late, deletion] = [await prepare(['Ingress', 'web', annotated('sluice.dev/tags', 'late')]), await prepare(['Ingress', 'web', () => null])]
  await kubectl('annotate', '--overwrite', 'ingress', 'web', 'sluice.dev/tags=theirs')
  expect(await executeWrites(client, late, { dryRun: false })).toMatchObject({ kind: 'stale', ref: refOf('Ingress', 'web') })
  expect(await executeWrites(client, deletion, { dryRun: false })).toMatchObject({ kind: 'stale' })
  expect((await get('Ingress', 'web'))?.metadata.annotations).toEqual({ 'sluice.dev/tags': 'theirs' })
})

test('a foreign object is patched where it changes, and a change of the same by others is not overwritten', async () => {
  await apply(ingressOf('web', { labels: { [MANAGED_BY]: 'Helm' }, annotations: { 'their.dev/note': '1' }, spec: { rules: [rule('a.test'), rule('b.test')] } }))
  const change = (now: RawObject | null) => ({ ...annotated('sluice.dev/tags', 'x')(now), spec: { ...(now!['spec'] as object), rules: [rule('a.test'), rule('b.test', '/new')] } })
  const prepared = await prepare(['Ingress', 'web', change])
  expect(prepared).toMatchObject([{ method: 'patch', managedBy: { tool: 'helm' } }])
  await kubectl('annotate', '--overwrite', 'ingress', 'web', 'their.dev/note=2')
  expect(await executeWrites(client, prepared, { dryRun: false })).toMatchObject({ kind: 'done' })
  const now = await get('Ingress', 'web')
  expect(now?.metadata.annotations).toEqual({ 'their.dev/note': '2', 'sluice.dev/tags': 'x' })
  expect(now).toMatchObject({ spec: { rules: [rule('a.test'), rule('b.test', '/new')] } })

  const late = await prepare(['Ingress', 'web', (raw) => ({ ...raw!, spec: { ...(raw!['spec'] as object), rules: [rule('c.test'), rule('b.test', '/new')] } })])
  await kubectl('patch', 'ingress', 'web', '--type=json', '-p', JSON.stringify([{ op: 'add', path: '/spec/rules/0', value: rule('z.test') }]))
  expect(await executeWrites(client, late, { dryRun: false })).toMatchObject({ kind: 'stale' })
  expect(await get('Ingress', 'web')).toMatchObject({ spec: { rules: [rule('z.test'), rule('a.test'), rule('b.test', '/new')] } })
})

test('a dry run writes nothing and names all that is refused', async () => {
  const prepared = await prepare(
    ['Service', 'one', () => serviceOf('one', { ports: [{ port: 70_000, targetPort: 80 }] })],
    ['Ingress', 'two', () => ingressOf('two', { spec: { rules: [rule('A b')] } })],
    ['Ingress', 'three', () => ingressOf('three')],
  )
  const result = await executeWrites(client, prepared, { dryRun: true })
  expect(result).toMatchObject({ kind: 'refused', undone: [], left: [] })
  const fields = result.kind === 'refused' ? result.refusals.flatMap(({ ref, causes }) => causes.map(({ field }) => `${ref.name} ${field}`)) : []
  expect(fields.sort()).toEqual(['one spec.ports[0].port', 'two spec.rules[0].host'])
  expect(await Promise.all([get('Service', 'one'), get('Ingress', 'two'), get('Ingress', 'three')])).toEqual([null, null, null])

  const well = await prepare(['Ingress', 'three', () => ingressOf('three')])
  expect(await executeWrites(client, well, { dryRun: true })).toMatchObject({ kind: 'done' })
  expect(await get('Ingress', 'three')).toBeNull()
  await make(ingressOf('three'))
  const before = await get('Ingress', 'three')
  for (const change of [() => null, annotated('sluice.dev/tags', 'a')]) {
    expect(await executeWrites(client, await prepare(['Ingress', 'three', change]), { dryRun: true })).toMatchObject({ kind: 'done' })
    expect(await get('Ingress', 'three')).toEqual(before)
  }
})

test('objects of one change carry its mark, and an object that is written alone loses it', async () => {
  await make(ingressOf('web'), serviceOf('web'))
  const marks = await Promise.all([get('Service', 'web'), get('Ingress', 'web')]).then((all) => all.map((raw) => raw?.metadata.annotations?.['sluice.dev/change']))
  expect(marks.map((mark) => mark?.slice(9))).toEqual(['1/2', '2/2'])
  await write(['Ingress', 'web', annotated('sluice.dev/tags', 'a')])
  expect((await get('Ingress', 'web'))?.metadata.annotations).toEqual({ 'sluice.dev/tags': 'a' })
})

test('what was written is taken back when the last object is refused', async () => {
  await make(serviceOf('kept'), serviceOf('foreign'))
  await kubectl('label', '--overwrite', 'service', 'foreign', `${MANAGED_BY}=Helm`)
  await kubectl('annotate', 'service', 'kept', 'their.dev/note=1')
  const before = await Promise.all([get('Service', 'kept'), get('Service', 'foreign')])
  const retyped = (now: RawObject | null) => ({ ...annotated('sluice.dev/retries', '2')(now), spec: { ...(now!['spec'] as object), selector: { app: 'other' } } })
  const result = await write(
    ['Service', 'new', () => serviceOf('new')],
    ['Service', 'kept', retyped],
    ['Service', 'foreign', retyped],
    ['Ingress', 'web', () => ingressOf('web', { spec: { rules: [rule('not a host')] } })],
  )
  expect(result).toMatchObject({ kind: 'refused', left: [], refusals: [{ ref: refOf('Ingress', 'web'), causes: [{ field: 'spec.rules[0].host' }] }] })
  expect(result.kind === 'refused' && result.undone.map(({ name }) => name).sort()).toEqual(['foreign', 'kept', 'new'])
  expect(await get('Service', 'new')).toBeNull()
  const plain = (raw: RawObject | null) => ({ ...raw, metadata: { ...raw?.metadata, resourceVersion: '', managedFields: [] } })
  expect((await Promise.all([get('Service', 'kept'), get('Service', 'foreign')])).map(plain)).toEqual(before.map(plain))
  const kept = await get('Service', 'kept')
  expect(managers(kept)).toEqual(managers(before[0]!))
})

test('a policy of the cluster refuses with its words', async () => {
  const name = `refuse-${writer.namespace}`
  const matchConstraints = { resourceRules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'] }] }
  const kind = 'admissionregistration.k8s.io/v1'
  const validations = [{ expression: "!object.spec.rules.exists(r, r.host == 'forbidden.test')", message: 'spec.rules[0].host: Forbidden: not that host' }]
  const named = { matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': writer.namespace } } } }
  await apply(
    { apiVersion: kind, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { matchConstraints, validations } },
    { apiVersion: kind, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, validationActions: ['Deny'], ...named } },
  )
  writer.onEnd(() => kubectl('delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', name, '--wait=false'))
  const refusal = { kind: 'refused', refusals: [{ causes: [{ field: 'spec.rules[0].host', message: expect.stringContaining(`'${name}' denied request`) }] }] }
  // The policy takes a moment to hold.
  await expect
    .poll(async () => executeWrites(client, await prepare(['Ingress', 'web', () => ingressOf('web', { spec: { rules: [rule('forbidden.test')] } })]), { dryRun: true }))
    .toMatchObject(refusal)
})

test('an account that may only read is told which right it lacks, and nothing is written', async () => {
  const prepared = await prepare(['Ingress', 'web', () => ingressOf('web')], ['Service', 'web', () => serviceOf('web')])
  const reader = await writer.clientOf(await writer.accountWith())
  const denied = { kind: 'forbidden', denials: [{ right: { verb: 'patch', resource: 'services', namespace: writer.namespace } }] }
  await expect.poll(() => executeWrites(reader, prepared, { dryRun: false })).toMatchObject(denied)
  expect(await get('Service', 'web')).toBeNull()
})

test('an object that is taken over is applied whole by Sluice, and loses the labels of others', async () => {
  await apply(ingressOf('web', { labels: { [MANAGED_BY]: 'Helm', app: 'web' }, annotations: { 'meta.helm.sh/release-name': 'r', 'their.dev/note': '1' } }))
  const adopted = (now: RawObject | null) => {
    const { metadata, ...rest } = annotated('meta.helm.sh/release-name', undefined)(now)
    return { ...rest, metadata: { ...metadata, labels: { app: 'web', ...OURS } } } as RawObject
  }
  const tried = await executeWrites(client, await prepare(['Ingress', 'web', adopted]), { dryRun: true })
  expect(tried.kind === 'done' && tried.objects.get(refKey(refOf('Ingress', 'web')))).toMatchObject({ metadata: { labels: OURS } })
  expect(managers(await get('Ingress', 'web'))).toEqual(['kubectl Apply'])
  expect(await write(['Ingress', 'web', adopted])).toMatchObject({ kind: 'done' })
  const now = await get('Ingress', 'web')
  expect(now?.metadata).toMatchObject({ labels: { app: 'web', ...OURS }, annotations: { 'their.dev/note': '1' } })
  const own = now?.metadata.managedFields?.find(({ manager, operation }) => manager === 'sluice' && operation === 'Apply')
  expect(own?.fieldsV1).toMatchObject({ 'f:spec': { 'f:rules': {}, 'f:ingressClassName': {} }, 'f:metadata': { 'f:labels': { 'f:app': {} } } })
})

test('the commands do the same by hand', async () => {
  await make(ingressOf('ours'))
  await apply(ingressOf('theirs', { labels: {}, annotations: { 'their.dev/note': "it's" } }))
  const changes = describeChanges(
    await prepare(
      ['Ingress', 'ours', annotated('sluice.dev/tags', "o'clock")],
      ['Ingress', 'theirs', annotated('sluice.dev/tags', "o'clock $HOME")],
      ['Service', 'new', () => serviceOf('new')],
    ),
  )
  expect(changes.map(({ ref, action, method }) => [ref.name, action, method])).toEqual([['new', 'create', 'create'], ['ours', 'update', 'apply'], ['theirs', 'update', 'patch']])
  for (const { command } of changes) await shell(command)
  expect((await get('Ingress', 'ours'))?.metadata.annotations).toEqual({ 'sluice.dev/tags': "o'clock" })
  expect((await get('Ingress', 'theirs'))?.metadata.annotations).toEqual({ 'their.dev/note': "it's", 'sluice.dev/tags': "o'clock $HOME" })
  expect(managers(await get('Service', 'new'))).toEqual(['sluice Apply'])
  expect(managers(await get('Ingress', 'ours'))).toEqual(['sluice Apply'])
})
