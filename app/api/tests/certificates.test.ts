import { beforeEach, describe, expect, test } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import { makeCertificate, makeService } from '#lib/testing/factories.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { startApi, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})

const PAIR = { name: 'shop', snis: ['shop.test'], ...TEST_CERTIFICATE }
const upload = (over: object = {}) => api.call('POST', '/certificates', { body: { ...PAIR, ...over } })
const otherPair = async () => {
  await api.call('POST', '/certificates', { body: { name: 'other', snis: ['other.test'], selfSigned: {} } })
  const read = await (await api.runtime.stores.open('default')).get('certificates', 'other')
  return read!.object
}

test('is answered with what it says of itself, and without its key', async () => {
  const { status, body } = await upload()
  expect([status, body.object.facts.names]).toEqual([201, ['shop.test', '*.shop.test']])
  expect(body.object).not.toHaveProperty('key')
})

test('no answer holds the key: not a write, a list, a revision, a stale write, a dry run or a restore', async () => {
  const secret = TEST_CERTIFICATE.key.split('\n')[1]!
  const answers = [
    await upload(),
    await api.call('GET', '/certificates'),
    await api.call('GET', '/certificates/shop'),
    await api.call('PATCH', '/certificates/shop?dryRun=true', { body: { snis: ['b.test'] } }),
    await api.call('PUT', '/certificates/shop', { body: PAIR, headers: { 'if-match': '"9"' } }),
    await api.call('PUT', '/certificates/shop', { body: { ...PAIR, key: `${TEST_CERTIFICATE.key}x`, extra: 1 } }),
    await api.call('DELETE', '/certificates/shop'),
    await api.call('GET', '/revisions'),
    await api.call('GET', '/revisions/1'),
    await api.call('POST', '/revisions/1/restore'),
    await api.call('POST', '/apply', { body: { objects: [{ kind: 'certificate', ...PAIR }] } }),
    await api.call('GET', '/audit'),
    await api.call('GET', '/certificates?q=MIGH'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 412, 422, 200, 200, 200, 200, 200, 200, 200])
  for (const { text } of answers) {
    expect(text).not.toContain('PRIVATE KEY')
    expect(text).not.toContain(secret)
  }
})

test('a revision shows that the key changed', async () => {
  await upload()
  const { cert, key } = await otherPair()
  await api.call('PATCH', '/certificates/shop', { body: { cert, key } })
  const { body } = await api.call('GET', '/revisions?kind=certificates&name=shop&limit=1')
  const [{ before, after }] = body.items[0].changes
  expect([before.key, after.key]).toEqual([
    { redacted: true, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
    { redacted: true, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
  ])
  expect(before.key.fingerprint).not.toBe(after.key.fingerprint)
})

test('what was read can be saved again, and the key stays', async () => {
  await upload()
  const { body } = await api.call('GET', '/certificates/shop')
  expect((await api.call('PUT', '/certificates/shop', { body })).body.revision).toBeNull()
  await api.call('PUT', '/certificates/shop', { body: { ...body, tags: ['a'] } })
  const stored = await (await api.runtime.stores.open('default')).get('certificates', 'shop')
  expect(stored?.object).toMatchObject({ key: TEST_CERTIFICATE.key, tags: ['a'] })
})

describe('self-signed', () => {
  test('is made for the SNIs', async () => {
    const { status, body } = await api.call('POST', '/certificates', { body: { name: 'a', snis: ['a.test', '*.b.test'], selfSigned: { days: 10 } } })
    expect([status, body.object.facts]).toEqual([201, expect.objectContaining({ names: ['a.test', '*.b.test'], notAfter: '2026-01-11T00:00:00.000Z' })])
  })

  test.each([
    [{ snis: [], selfSigned: {} }, 'snis'],
    [{ snis: ['a.test'], selfSigned: { days: 0 } }, 'selfSigned'],
    [{ snis: ['a.test'], selfSigned: {}, cert: TEST_CERTIFICATE.cert }, 'selfSigned'],
  ])('%j is refused', async (fields, field) => {
    const { status, body } = await api.call('POST', '/certificates', { body: { name: 'a', ...fields } })
    expect([status, body.issues[0].path[0]]).toEqual([422, field])
  })
})

describe('refused', () => {
  test.each([
    ['a key of another certificate', async () => ({ key: (await otherPair()).key }), 'key'],
    ['a certificate that is none', async () => ({ cert: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' }), 'cert'],
    ['a key that is none', async () => ({ key: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----' }), 'key'],
    ['a certificate without its key', async () => ({ key: undefined }), 'key'],
  ] as const)('%s', async (_, over, field) => {
    const { status, body } = await upload(await over())
    expect([status, body.issues[0].path]).toEqual([422, [field]])
  })

  test('another certificate under the stored key', async () => {
    await upload()
    const { status, body } = await api.call('PATCH', '/certificates/shop', { body: { cert: (await otherPair()).cert } })
    expect([status, body.issues]).toEqual([422, [{ path: ['key'], message: expect.stringContaining('send its key too') }]])
  })
})

describe('a private key outside its field', () => {
  const combined = TEST_CERTIFICATE.cert + TEST_CERTIFICATE.key

  test('is refused in cert and in caCertificates', async () => {
    const certificate = await upload({ cert: combined })
    expect([certificate.status, certificate.body.issues[0].path]).toEqual([422, ['cert']])
    expect(certificate.body.message).toContain('Holds a private key')
    const service = await api.call('POST', '/services', { body: { name: 'shop', protocol: 'https', host: 'shop.test', caCertificates: combined } })
    expect([service.status, service.body.issues[0].path]).toEqual([422, ['caCertificates']])
  })

  test('that was stored before is not shown', async () => {
    const secret = TEST_CERTIFICATE.key.split('\n')[1]!
    const store = await api.runtime.stores.open('default')
    const object = { ...makeService({ name: 'old', protocol: 'https', host: 'shop.test' }), caCertificates: combined }
    await store.commit({ actor: 'test', comment: '', writes: [{ op: 'put', kind: 'services', name: 'old', object, expect: 'any' }] })
    for (const address of ['/services/old', '/services', '/revisions', '/revisions/1']) {
      const { status, text } = await api.call('GET', address)
      expect([status, text.includes(secret), text.includes('[private key]')]).toEqual([200, false, true])
    }
  })
})

describe('client certificates', () => {
  const { cert, key } = TEST_CERTIFICATE
  const asked = { mode: 'optional', ca: cert }

  test('are kept, answered with their authorities, and taken away by null', async () => {
    expect((await upload({ clientCertificates: { ca: cert } })).body.object.clientCertificates).toEqual({ mode: 'required', ca: cert })
    const { body } = await api.call('PATCH', '/certificates/shop', { body: { clientCertificates: { mode: 'optional' } } })
    expect(body.object.clientCertificates).toEqual(asked)
    expect((await api.call('GET', '/certificates/shop')).body.clientCertificates).toEqual(asked)
    await api.call('PATCH', '/certificates/shop', { body: { clientCertificates: null } })
    expect((await api.call('GET', '/certificates/shop')).body).not.toHaveProperty('clientCertificates')
  })

  const broken = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----'
  test.each([
    [{ ca: 'MIIB' }, ['clientCertificates', 'ca'], 'PEM'],
    [{ ca: broken }, ['clientCertificates', 'ca'], 'Certificate 1 '],
    [{ ca: `${cert}\n${broken}` }, ['clientCertificates', 'ca'], 'Certificate 2 '],
    [{ ca: cert + key }, ['clientCertificates', 'ca'], 'private key'],
    [{ mode: 'required' }, ['clientCertificates', 'ca'], ''],
    [{ mode: 'maybe', ca: cert }, ['clientCertificates', 'mode'], ''],
    [{ ca: cert, depth: 1 }, ['clientCertificates', 'depth'], 'no field'],
  ])('%j are refused', async (clientCertificates, path, message) => {
    const { status, body } = await upload({ clientCertificates })
    expect([status, body.issues]).toEqual([422, [{ path, message: expect.stringContaining(message) }]])
  })

  test('stand in the description of the API', async () => {
    const { body } = await api.call('GET', '/openapi.json')
    const properties = (name: string) => body.components.schemas[name].properties.clientCertificates.properties
    expect([Object.keys(properties('certificates')), properties('certificates.input').mode.enum]).toEqual([['mode', 'ca'], ['optional', 'required']])
  })
})

test('in a cluster a pair that is made anew is for the names asked for, and is served for those that Ingresses say', async () => {
  const connection = { type: 'file', path: '/nowhere' }
  await api.runtime.stores.createWorkspace(Workspace.parse({ name: 'prod', kind: 'kubernetes', connection, ingressClass: 'sluice' }))
  const store = await api.runtime.stores.open('prod')
  const served = makeCertificate({ name: 'shop.pair', snis: ['shop.test'] })
  await store.commit({ actor: 'an Ingress', comment: '', writes: [{ op: 'put', kind: 'certificates', name: served.name, object: served, expect: 'absent' }] })
  const { status, body } = await api.call('PUT', '/certificates/shop.pair?workspace=prod', { body: { selfSigned: {}, snis: ['shop.test', 'www.shop.test'] } })
  expect([status, body.object.snis, body.object.facts.names]).toEqual([200, ['shop.test'], ['shop.test', 'www.shop.test']])
})
