import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { compile } from '#lib/compile/compile.ts'
import { makeCertificate, makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { SNAPSHOT_VERSION } from './snapshot.ts'
import { decodeSnapshot, digestOf, encodeSnapshot } from './codec.ts'
import { redact } from './redact.ts'

const { snapshot } = compile([makeConfig({ routes: [makeRoute()], certificates: [makeCertificate()] })], { now: new Date(0) })

test('a snapshot comes back as it was sent, under the same digest', () => {
  const encoded = encodeSnapshot(snapshot)
  expect(decodeSnapshot(encoded)).toEqual(snapshot)
  expect(digestOf(encodeSnapshot(decodeSnapshot(encoded)))).toBe(digestOf(encoded))
})

test.each([
  ['another version', { ...snapshot, version: SNAPSHOT_VERSION + 1 }],
  ['a missing list', { ...snapshot, routes: undefined }],
  ['something else', { message: 'no' }],
  ['nothing', null],
  ['a version that is no number', { ...snapshot, version: 'constructor' }],
  ['a bare old version', { version: 1 }],
  ['an old version with holes', { ...snapshot, version: 1, listeners: [null, { entries: 7 }], routes: 'no' }],
])('%s is refused', (_, wrong) => {
  expect(() => decodeSnapshot(JSON.stringify(wrong))).toThrow(ZodError)
})

test.each([
  ['a key', `x ${makeCertificate().key} y`, 'x [private key]\n y'],
  ['a key of another label', '-----BEGIN X25519 PRIVATE KEY-----\nAA\n-----END X25519 PRIVATE KEY-----', '[private key]'],
  ['a key that is cut off', 'x -----BEGIN PRIVATE KEY-----\nAA', 'x [private key]'],
  ['no key', '-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
])('%s in a text is hidden', (_, text, shown) => {
  expect(redact(text)).toBe(shown)
})

test('a snapshot of version 1 is read as the newest', () => {
  const { streams: _, ...rest } = snapshot
  const old = {
    ...rest,
    version: 1,
    listeners: snapshot.listeners.map(({ pathForm: _form, foldHeaderValues: _fold, entries, ...listener }) => ({
      ...listener,
      entries: entries.map(({ criterion: _criterion, ...entry }) => entry),
    })),
    routes: snapshot.routes.map(({ rewrite: _rewrite, ...route }) => route),
    certificates: snapshot.certificates.map(({ clientCertificates: _client, ...certificate }) => certificate),
  }
  const entries = (listener: (typeof snapshot.listeners)[number]) => listener.entries.map((entry) => ({ ...entry, criterion: -1 }))
  const listeners = snapshot.listeners.map((listener) => ({ ...listener, entries: entries(listener) }))
  expect(decodeSnapshot(JSON.stringify(old))).toEqual({ ...snapshot, listeners })
})

test('a snapshot of version 2 is read as the newest: its certificates ask clients for nothing', () => {
  const old = { ...snapshot, version: 2, certificates: snapshot.certificates.map(({ clientCertificates: _, ...certificate }) => certificate) }
  expect(decodeSnapshot(JSON.stringify(old))).toEqual(snapshot)
  expect(snapshot.certificates.map(({ clientCertificates }) => clientCertificates)).toEqual([null])
})
