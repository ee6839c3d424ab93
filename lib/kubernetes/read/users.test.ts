import { describe, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import type { CredentialType } from '#lib/model/credential.ts'
import { authVerdict, consumerIndex } from '#lib/routing/filters/credentials.ts'
import type { ClusterObjects, SecretState } from '../objects.ts'
import { readCluster, readMemo } from './read-cluster.ts'
import { clusterFrom, clusterOf, parseManifests } from './testing/cluster-objects.ts'
import { usersOf } from './users.ts'

const options = { workspace: 'cluster', ingressClass: 'sluice', revision: 1 }
const secretOf = (stringData: Record<string, string>, type?: string) =>
  clusterOf(parseManifests(JSON.stringify({ kind: 'Secret', metadata: { name: 'users' }, stringData, type }))).secrets.get('default/users') as Exclude<SecretState, string>

const found = (stringData: Record<string, string>, kind: CredentialType = 'basicAuth', type?: string) => {
  const read = usersOf(secretOf(stringData, type), kind)
  return 'value' in read ? Object.fromEntries(read.value.users.map(({ name, secret }) => [name, secret])) : read.missing
}

describe('the users of a Secret', () => {
  test.each<[string, Record<string, string>, CredentialType, string | undefined, Record<string, string> | RegExp]>([
    ['are its keys', { ada: 'a', bob: 'b' }, 'basicAuth', undefined, { ada: 'a', bob: 'b' }],
    ['have no line end in their passwords', { ada: 'a\n', bob: 'b\r\n' }, 'basicAuth', undefined, { ada: 'a', bob: 'b' }],
    ['may say that they are plain', { ada: '{PLAIN}$2y$10$x' }, 'basicAuth', undefined, { ada: '$2y$10$x' }],
    ['stand in a file', { auth: 'ada:{PLAIN}a\r\n\n# bob:b\ncarl:c:a comment\n' }, 'basicAuth', undefined, { ada: 'a', carl: 'c' }],
    ['are one of the type for that', { username: 'ada', password: 'a' }, 'basicAuth', 'kubernetes.io/basic-auth', { ada: 'a' }],
    ['have keys of any form', { auth: '$1$x', ada: '{PLAIN}y' }, 'keyAuth', undefined, { auth: '$1$x', ada: '{PLAIN}y' }],
    ['cannot be none', {}, 'basicAuth', undefined, /it has no user/],
    ['cannot have no password', { ada: '' }, 'basicAuth', undefined, /"ada" cannot pass: Too small/],
    ['cannot be one without a name', { password: 'a' }, 'basicAuth', 'kubernetes.io/basic-auth', /user ""/],
    ['cannot have several lines as a key', { 'tls.crt': 'a\nb' }, 'keyAuth', undefined, /control characters/],
    ['cannot be too many', Object.fromEntries(Array.from({ length: 1001 }, (_, place) => [`u${place}`, 'x'])), 'keyAuth', undefined, /more than 1000/],
  ])('%s', (_, data, kind, type, expected) => {
    if (expected instanceof RegExp) expect(found(data, kind, type)).toMatch(expected)
    else expect(found(data, kind, type)).toEqual(expected)
  })

  test.each([
    ['$apr1$x$y', /apr1/],
    ['$2y$10$xyz', /bcrypt/],
    ['$1$x$y', /MD5-crypt/],
    ['$5$x$y', /SHA-256/],
    ['$6$x$y', /SHA-512/],
    ['$y$x$y', /yescrypt/],
    ['$argon2id$x', /Argon2/],
    ['{SHA}abc=', /SHA-1/],
    ['{SSHA}abc=', /salted/],
    ['rl0wR2rM5zS8k', /DES/],
  ])('with the hash %s are named and refused', (hash, reason) => {
    const answer = found({ auth: `ada:${hash}` })
    expect(answer).toMatch(reason)
    expect(answer).toMatch(/"ada"/)
    expect(answer).not.toContain(hash)
  })

  test('with a plain password as long as a DES hash pass, where they are the keys', () => {
    expect(found({ ada: 'rl0wR2rM5zS8k' })).toEqual({ ada: 'rl0wR2rM5zS8k' })
  })
})

const ingress = (name: string, annotations: string) => `
---
kind: Ingress
metadata: { name: ${name}, annotations: { ${annotations} } }
spec:
  ingressClassName: sluice
  rules: [{ host: ${name}.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }]
`
const CLUSTER = `
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
kind: Secret
metadata: { name: red }
stringData: { ada: same }
---
kind: Secret
metadata: { name: blue }
stringData: { ada: same, bob: other }
${ingress('red', 'sluice.dev/basic-auth: "{ secret: red }"')}
${ingress('blue', 'sluice.dev/basic-auth: "{ secret: blue }"')}
`

describe('of two Secrets', () => {
  const cluster = { ...clusterFrom(CLUSTER), ingressClasses: null }
  const read = (objects: ClusterObjects, memo = readMemo()) => readCluster(objects, { ...options, memo }).config

  test('users of one name are two, and a filter lets in those of its own', () => {
    const { snapshot, diagnostics } = compile([read(cluster)], { now: new Date() })
    expect(diagnostics).toEqual([])
    expect(snapshot.consumers.map(({ name, passwords }) => [name, passwords.length])).toEqual([
      ['default.blue~ada', 1],
      ['default.blue~bob', 1],
      ['default.red~ada', 1],
    ])
    expect(snapshot.routes.map(({ name, filters }) => [name, filters.map(({ filter }) => 'consumers' in filter && filter.consumers)])).toEqual([
      ['default.blue', [['default.blue~ada', 'default.blue~bob']]],
      ['default.red', [['default.red~ada']]],
    ])
  })

  test('users who show the same are told apart by the filter', () => {
    const { snapshot } = compile([read(cluster)], { now: new Date() })
    const { passwords } = consumerIndex(snapshot.consumers, 'cluster')
    const ask = (bytes: string, allowed: string[]) => {
      const verdict = authVerdict({ kind: 'shown', bytes }, passwords, new Set(allowed), 'credentials')
      return [verdict.kind, 'identity' in verdict ? verdict.identity.consumer.name : null]
    }
    expect(ask('ada:same', ['default.red~ada'])).toEqual(['passes', 'default.red~ada'])
    expect(ask('ada:same', ['default.blue~ada', 'default.blue~bob'])).toEqual(['passes', 'default.blue~ada'])
    expect(ask('bob:other', ['default.red~ada'])).toEqual(['forbidden', 'default.blue~bob'])
    expect(ask('ada:other', ['default.red~ada'])).toEqual(['unauthorized', null])
  })

  test('the one that changes is read anew, and nothing else', () => {
    const memo = readMemo()
    const before = read(cluster, memo)
    const blue = secretOf({ ada: 'new' })
    const after = read({ ...cluster, secrets: new Map(cluster.secrets).set('default/blue', blue) }, memo)
    expect(after.consumers.map(({ object }) => object.name)).toEqual(['default.blue~ada', 'default.red~ada'])
    expect(after.routes[0]).not.toBe(before.routes[0])
    expect(after.routes[1]).toBe(before.routes[1])
    expect(after.credentials.at(-1)).toBe(before.credentials.at(-1))
    expect(after.credentials[0]!.object.secret).toBe('new')
  })

  test('a password that changes changes no route', () => {
    const memo = readMemo()
    const before = read(cluster, memo)
    const after = read({ ...cluster, secrets: new Map(cluster.secrets).set('default/red', secretOf({ ada: 'new' })) }, memo)
    expect(after.routes).toEqual(before.routes)
    after.routes.forEach((declared, place) => expect(declared).toBe(before.routes[place]))
  })

  test('one that is not known yet lets nobody in, and nothing is said of it', () => {
    const { snapshot, diagnostics } = compile([read({ ...cluster, secrets: new Map() })], { now: new Date() })
    expect(diagnostics).toEqual([])
    expect(snapshot.consumers).toEqual([])
    expect(snapshot.routes[0]!.filters[0]!.filter).toMatchObject({ consumers: ['default.blue~~nobody'] })
  })
})

test('users whose Secrets and names run together are two', () => {
  const objects = clusterFrom(`
kind: Secret
metadata: { name: a }
stringData: { b.c: x }
---
kind: Secret
metadata: { name: a.b }
stringData: { c: x }
${ingress('one', 'sluice.dev/key-auth: "{ secret: a }"')}
${ingress('two', 'sluice.dev/key-auth: "{ secret: a.b }"')}
`)
  const { config } = readCluster(objects, { ...options, memo: readMemo() })
  expect(config.consumers.map(({ object }) => object.name)).toEqual(['default.a.b~c', 'default.a~b.c'])
})
