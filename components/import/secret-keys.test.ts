import { expect, test } from 'vitest'
import { secretKeys } from './secret-keys.ts'

const KEY = '-----BEGIN PRIVATE KEY-----\näöü\n-----END PRIVATE KEY-----\n'
const coded = Buffer.from(KEY).toString('base64')

test('keys of Secrets, in documents and lists, coded or plain', () => {
  const text = `
kind: Secret
metadata: {name: a}
data: {tls.key: ${coded}}
---
kind: List
items:
- {kind: Secret, metadata: {name: b, namespace: web}, stringData: {tls.key: plain}}
- {kind: ConfigMap, metadata: {name: c}, data: {tls.key: ${coded}}}
---
kind: SecretList
items: [{metadata: {name: d}, data: {tls.key: ${coded}}}]
---
kind: Secret
metadata: {name: e}
data: {tls.key: "***", tls.crt: x}
---
kind: Secret
metadata: {name: f}
data: {other: x}
`
  expect([...secretKeys(text)]).toEqual([['default/a', KEY], ['web/b', 'plain'], ['default/d', KEY]])
})

test('a document that cannot be read leaves the others', () => {
  expect([...secretKeys(`a: [\n---\nkind: Secret\nmetadata: {name: a}\ndata: {tls.key: ${coded}}\n`)].map(([name]) => name)).toEqual(['default/a'])
  expect(secretKeys('')).toEqual(new Map())
})
