import { describe, expect, test } from 'vitest'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import { prepareRequests, type Prepared } from './requests.ts'
import type { Edit, RawObject } from '../types.ts'

const rule = (host: string) => ({ host, http: { paths: [] } })

const ingress = (name: string, metadata: Partial<RawObject['metadata']> = {}, spec: object = { rules: [rule('a.test')] }): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '7', ...metadata },
  spec,
  status: { loadBalancer: {} },
})

const applied = (fieldsV1: Record<string, unknown>) => ({ manager: SLUICE, operation: 'Apply' as const, fieldsV1 })
const others = (fieldsV1: Record<string, unknown>) => ({ manager: 'kubectl', operation: 'Update' as const, fieldsV1 })
const OWN_RULES = { 'f:metadata': { 'f:labels': { [`f:${MANAGED_BY}`]: {} } }, 'f:spec': { 'f:rules': {} } }
const labels = { [MANAGED_BY]: SLUICE }

const edit = (before: RawObject | null, after: RawObject | null): Edit => {
  const { kind, metadata } = (before ?? after)!
  return { ref: { kind, namespace: 'shop', name: metadata.name }, before, after }
}
const prepare = (...edits: Edit[]) => prepareRequests(edits, { changeId: 'c1' })
const one = (before: RawObject | null, after: RawObject | null): Prepared => prepare(edit(before, after))[0]!

describe('objects of ours', () => {
  const before = ingress('web', { labels: { ...labels, app: 'x' }, annotations: { note: 'theirs', 'sluice.dev/tags': 'a' }, managedFields: [applied(OWN_RULES), others({ 'f:metadata': { 'f:annotations': { 'f:note': {} } } })] })

  test('are made by an apply where nothing is', () => {
    const { metadata: { uid: _, resourceVersion: __, ...metadata }, status: ___, ...rest } = ingress('web', { labels })
    expect(one(null, ingress('web', { labels }))).toMatchObject({ action: 'create', method: 'create', requests: [{ type: 'apply', version: 'absent', body: { ...rest, metadata } }] })
  })

  test('are applied with what Sluice owns and what changes, and nothing else', () => {
    const after = { ...before, metadata: { ...before.metadata, annotations: { ...before.metadata.annotations, 'sluice.dev/tags': 'b' } } }
    const { requests } = one(before, after)
    expect(requests).toEqual([
      {
        type: 'apply',
        version: '7',
        body: { apiVersion: before.apiVersion, kind: 'Ingress', metadata: { name: 'web', namespace: 'shop', labels, annotations: { 'sluice.dev/tags': 'b' } }, spec: before['spec'] },
      },
    ])
  })

  test.each([
    ['that Sluice alone owns goes by leaving it out', [applied({ 'f:metadata': { 'f:annotations': { 'f:sluice.dev/tags': {} } } })], 'apply'],
    ['that another owns, too, goes by a patch', [applied({ 'f:metadata': { 'f:annotations': { 'f:sluice.dev/tags': {} } } }), others({ 'f:metadata': { 'f:annotations': { 'f:sluice.dev/tags': {} } } })], 'patch'],
    ['that nobody owns goes by a patch', [], 'patch'],
  ])('a field %s', (_, managedFields, method) => {
    const from = { ...before, metadata: { ...before.metadata, managedFields } }
    const to = { ...from, metadata: { ...from.metadata, annotations: { note: 'theirs' } } }
    expect(one(from, to).method).toBe(method)
  })

  test('a port of a Service is found by its number and protocol', () => {
    const fields = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} }, 'k:{"port":81,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:name': {} } } } }
    const from: RawObject = {
      ...ingress('web', { labels, managedFields: [applied(fields)] }),
      apiVersion: 'v1',
      kind: 'Service',
      spec: { clusterIP: '10.0.0.1', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }, { name: 'b', port: 81, protocol: 'TCP', nodePort: 30081 }] },
    }
    const to = { ...from, spec: { clusterIP: '10.0.0.1', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }, { port: 82 }] } }
    expect(one(from, to).requests).toMatchObject([{ type: 'apply', body: { spec: { ports: [{ port: 80, protocol: 'TCP' }, { port: 82, protocol: 'TCP' }] } } }])
    expect(JSON.stringify(one(from, to).requests)).not.toMatch(/nodePort|clusterIP/)
  })
})

test('others are patched, where nothing but what changes is tested and written', () => {
  const before = ingress('web', { annotations: { note: '1' } }, { rules: [rule('a.test'), rule('b.test')] })
  const { method, managedBy, requests } = one(before, { ...before, spec: { rules: [rule('a.test'), rule('c.test')] } })
  expect({ method, managedBy }).toEqual({ method: 'patch', managedBy: null })
  expect(requests).toEqual([
    {
      type: 'patch',
      patch: [
        { op: 'test', path: '/metadata/uid', value: 'uid-web' },
        { op: 'test', path: '/spec/rules/1', value: rule('b.test') },
        { op: 'replace', path: '/spec/rules/1/host', value: 'c.test' },
      ],
    },
  ])
})

test('what is taken over is patched, then applied whole', () => {
  const before = ingress('web', { labels: { [MANAGED_BY]: 'Helm' } })
  const { action, method, requests } = one(before, { ...before, metadata: { ...before.metadata, labels } })
  expect({ action, method }).toEqual({ action: 'update', method: 'apply' })
  expect(requests).toMatchObject([{ type: 'patch' }, { type: 'apply', version: 'previous', body: { metadata: { labels }, spec: before['spec'] } }])
})

test('what is equal is not sent, whatever the server says of it', () => {
  const before = ingress('web')
  expect(prepare(edit(before, structuredClone(before)), edit(before, { ...before, status: {}, metadata: { ...before.metadata, resourceVersion: '8' } }))).toEqual([])
})

describe('several objects', () => {
  const of = (kind: string, name: string) => ({ ...ingress(name), kind })
  const made = (raw: RawObject) => edit(null, raw)
  const gone = (raw: RawObject) => edit(raw, null)

  test('are written in an order that breaks no traffic, and carry the mark of their change', () => {
    const prepared = prepare(gone(of('Secret', 's1')), made(of('Ingress', 'i2')), gone(of('Ingress', 'i1')), made(of('EndpointSlice', 'e2')), gone(of('Service', 'v1')), made(of('Service', 'v2')), made(of('Secret', 's2')))
    const said = prepared.map(({ ref, action, after }) => [ref.name, action, after?.metadata.annotations?.['sluice.dev/change']])
    expect(said).toEqual([
      ['s2', 'create', 'c1 1/4'],
      ['v2', 'create', 'c1 2/4'],
      ['e2', 'create', 'c1 3/4'],
      ['i2', 'create', 'c1 4/4'],
      ['i1', 'delete', undefined],
      ['v1', 'delete', undefined],
      ['s1', 'delete', undefined],
    ])
    expect(prepared.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 6, 7])
  })

  test('one alone carries none, and loses an old one', () => {
    const before = ingress('web', { annotations: { 'sluice.dev/change': 'old 1/2' } })
    const { after, requests } = one(before, { ...before, spec: { rules: [] } })
    expect(after?.metadata.annotations).toBeUndefined()
    expect(requests).toMatchObject([{ patch: expect.arrayContaining([{ op: 'remove', path: '/metadata/annotations' }]) }])
    expect(prepare(edit(before, structuredClone(before)))).toEqual([])
  })
})
