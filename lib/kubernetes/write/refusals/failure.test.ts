import { describe, expect, test } from 'vitest'
import { KubeError } from '../../client.ts'
import { failureOf } from './failure.ts'
import type { WriteRequest } from '../send/requests.ts'

const REF = { kind: 'Ingress', namespace: 'shop', name: 'web' }
const APPLY: WriteRequest = { type: 'apply', body: { apiVersion: 'v1', kind: 'Ingress', metadata: { name: 'web' } }, version: '1' }
const PATCH: WriteRequest = { type: 'patch', patch: [] }

const of = (status: number, reason: string, message: string, details: Record<string, unknown> = {}, request: WriteRequest = APPLY) =>
  failureOf(new KubeError(status, reason, message, details), REF, request)

const DENIED = 'ingresses.networking.k8s.io "web" is forbidden: User "anna" cannot patch resource "ingresses" in API group "networking.k8s.io" in the namespace "shop"'
const GENERIC = 'the server rejected our request due to an error in our request'

describe('what an error means', () => {
  test.each([
    ['a version that moved', of(409, 'Conflict', 'the object has been modified'), { kind: 'stale' }],
    ['one that is there', of(409, 'AlreadyExists', 'exists'), { kind: 'stale' }],
    ['one that is gone', of(404, 'NotFound', 'not found', { name: 'web', kind: 'ingresses' }), { kind: 'stale' }],
    ['a test that fails', of(422, 'Invalid', GENERIC, {}, PATCH), { kind: 'stale' }],
    ['a namespace that is not there', of(404, 'NotFound', 'namespaces "shop" not found', { name: 'shop', kind: 'namespaces' }), { kind: 'refused', causes: [{ field: 'metadata.namespace' }] }],
    ['a right that is missing', of(403, 'Forbidden', DENIED), { kind: 'forbidden', right: { verb: 'patch', resource: 'ingresses', namespace: 'shop' } }],
    ['a right in the whole cluster', of(403, 'Forbidden', 'User "a" cannot create resource "namespaces" in API group "" at the cluster scope'), { kind: 'forbidden', right: { namespace: null } }],
    ['a quota', of(403, 'Forbidden', 'ingresses "web" is forbidden: exceeded quota: q'), { kind: 'refused', causes: [] }],
    ['a webhook', of(403, 'Forbidden', 'admission webhook "a.test" denied the request: spec.rules[0].host: Invalid value: "a": no'), { kind: 'refused', causes: [{ field: 'spec.rules[0].host', message: 'Invalid value: "a": no' }] }],
    ['a webhook that is away', of(500, 'InternalError', 'Internal error occurred: failed calling webhook "a.test": refused'), { kind: 'refused' }],
    ['no type of its kind', of(500, 'Unknown', 'failed to create typed patch object (shop/web; v1, Kind=Ingress): .spec.foo: field not declared in schema'), { kind: 'refused', causes: [{ field: 'spec.foo', message: 'field not declared in schema' }] }],
    ['no answer', of(0, 'NoAnswer', 'does not answer'), { kind: 'away', mayBeWritten: true }],
    ['etcd away', of(500, 'InternalError', 'etcdserver: request timed out'), { kind: 'away', mayBeWritten: true }],
    ['too many requests', of(429, 'TooManyRequests', 'slow down'), { kind: 'away', mayBeWritten: false }],
    ['an unknown account', of(401, 'Unauthorized', 'Unauthorized'), { kind: 'away', mayBeWritten: false }],
    ['several fields', of(422, 'Invalid', 'two are wrong', { kind: 'Ingress', causes: [{ field: 'a', message: 'x' }, { field: 'b', message: 'y' }] }, PATCH), { kind: 'refused', causes: [{ field: 'a', message: 'x' }, { field: 'b', message: 'y' }] }],
    ['a policy', of(422, 'Invalid', "denied request: spec.tls: Required value: no TLS", { causes: [{ message: 'denied request: spec.tls: Required value: no TLS' }] }), { causes: [{ field: 'spec.tls' }] }],
  ])('%s', (_, failure, expected) => expect(failure).toMatchObject(expected))
})

test('nothing of the object is repeated', () => {
  const object = String.raw`{\"kind\":\"Secret\",\"data\":{\"tls.key\":\"U0VDUkVU\"}}`
  const words = `Invalid value: "${object}": illegal base64 data at input byte 9`
  const failure = of(422, 'Invalid', ` "" is invalid: patch: ${words}`, { causes: [{ field: 'patch', message: words }] }, PATCH)
  expect(failure).toMatchObject({ kind: 'refused', causes: [{ field: null, message: 'illegal base64 data at input byte 9' }] })
  expect(JSON.stringify(failure)).not.toContain('U0VD')
  expect(JSON.stringify(of(500, 'Unknown', 'failed to create typed patch object (a/b; v1, Kind=Secret): .data: expected map, got &value.valueUnstructured{Value:"U0VD"}'))).not.toContain('U0VD')
})
