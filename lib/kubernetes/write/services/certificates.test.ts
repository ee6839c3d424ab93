import { describe, expect, test } from 'vitest'
import type { Certificate } from '#lib/model/certificate.ts'
import { makeCertificate } from '#lib/testing/factories.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { clusterFromText, planServices } from '../testing/plan-services.ts'
import type { Wanted } from '../types.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const PAIR = { 'tls.crt': base64(TEST_CERTIFICATE.cert), 'tls.key': base64(TEST_CERTIFICATE.key) }
/** What the Ingress below says of it. */
const SNIS = ['shop.test']
const OTHER_KEY = '-----BEGIN PRIVATE KEY-----\nother\n-----END PRIVATE KEY-----\n'

const OPAQUE = `
kind: Secret
metadata: { name: pair, labels: { team: shop, app.kubernetes.io/managed-by: Helm }, annotations: { note: kept } }
type: Opaque
immutable: false
data: { other: eA== }
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
`
const NAMED = `
kind: Ingress
metadata: { name: shop }
spec:
  ingressClassName: sluice
  tls: [{ hosts: [shop.test], secretName: pair }]
  rules: [{ host: shop.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }]
---
kind: Service
metadata: { name: shop, annotations: { sluice.dev/protocol: https } }
spec: { ports: [{ port: 80 }] }
`

const wanted = (name: string, given: Partial<Certificate> | null): Wanted => ({
  kind: 'certificates',
  name,
  object: given && makeCertificate({ name, ...given }),
})

test('a certificate is made as a TLS Secret of ours', () => {
  const { edits, issues } = planServices(clusterFromText(''), [wanted('default.shop-tls', {})])
  expect(issues).toEqual([])
  expect(edits).toEqual([
    {
      ref: { kind: 'Secret', namespace: 'default', name: 'shop-tls' },
      before: null,
      after: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'shop-tls', namespace: 'default', labels: { 'app.kubernetes.io/managed-by': 'sluice' } },
        type: 'kubernetes.io/tls',
        data: PAIR,
      },
    },
  ])
})

test('a renewed pair changes its two keys and nothing else, and an Opaque Secret stays one', () => {
  const cluster = clusterFromText(`${NAMED}---${OPAQUE}`)
  const plan = planServices(cluster, [wanted('default.pair', { snis: SNIS, key: OTHER_KEY })])
  const [edit] = plan.edits
  expect(edit!.after).toEqual({ ...edit!.before, data: { ...PAIR, other: 'eA==', 'tls.key': base64(OTHER_KEY) } })
  expect(plan.issues).toEqual([])
})

test('a Secret that is none of ours by now is not written over by a new certificate', () => {
  const { edits, issues } = planServices(clusterFromText(OPAQUE), [wanted('default.pair', {})])
  expect([edits, issues.map(({ path, code, message }) => `${path.join('.')} ${code} ${message}`)]).toEqual([[], [expect.stringMatching(/^name NAME There is a Secret default\/pair already/)]])
})

test('the same pair is no change, however it is written', () => {
  const cluster = clusterFromText(`${NAMED}---${OPAQUE}`)
  const raw = cluster.raw.get('Secret default/pair')!
  // Some put the key beside the certificate, and wrap base64.
  raw['data'] = { ...PAIR, 'tls.crt': base64(`${TEST_CERTIFICATE.key}\n${TEST_CERTIFICATE.cert}`) }
  expect(planServices(cluster, [wanted('default.pair', { snis: SNIS })]).edits).toEqual([])
})

test('a certificate goes with its Secret, and what is not there is gone', () => {
  expect(planServices(clusterFromText(OPAQUE), [wanted('default.pair', null)]).edits.map(({ after }) => after)).toEqual([null])
  expect(planServices(clusterFromText(''), [wanted('default.pair', null)])).toMatchObject({ edits: [], issues: [] })
})

describe('what is refused', () => {
  test.each<[string, Wanted, string]>([
    ['names that are said elsewhere', wanted('default.pair', { snis: ['other.test'] }), 'snis DERIVED'],
    ['authorities of clients', wanted('default.pair', { snis: SNIS, clientCertificates: { mode: 'required', ca: TEST_CERTIFICATE.cert } }), 'clientCertificates NOT_SAYABLE'],
    ['tags', wanted('default.pair', { snis: SNIS, tags: ['team-a'] }), 'tags NOT_SAYABLE'],
    ['a name that no Secret has', wanted('default.Pair', {}), 'name NAME'],
    ['a name without a namespace', wanted('pair', {}), 'name NAME'],
  ])('%s', (_, one, issue) => {
    const { issues } = planServices(clusterFromText(`${NAMED}---${OPAQUE}`), [one])
    expect(issues.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([issue])
  })

  test('a namespace that is not of the workspace', () => {
    const { raw, world } = clusterFromText('')
    const only = { raw, world: { ...world, workspace: { ...world.workspace, namespaces: ['shop'] } } }
    expect(planServices(only, [wanted('default.pair', {})]).issues.map(({ code }) => code)).toEqual(['NAME'])
    expect(planServices(only, [wanted('shop.pair', {})]).issues).toEqual([])
  })
})

test('names that Ingresses give it are no change', () => {
  const cluster = clusterFromText(`${NAMED}---${OPAQUE}`)
  const found = cluster.world.reading.config.certificates[0]!.object
  expect(found.snis).toEqual(['shop.test'])
  expect(planServices(cluster, [{ kind: 'certificates', name: 'default.pair', object: found }])).toMatchObject({ edits: [], issues: [] })
})

test('a certificate that is made in the same change can be shown to targets', () => {
  const cluster = clusterFromText(NAMED)
  const { service } = planServices(cluster, []).read('default.shop.80')!
  const plan = planServices(cluster, [
    { kind: 'services', name: 'default.shop.80', object: { ...service, clientCertificate: 'default.client' } },
    wanted('default.client', {}),
  ])
  expect(plan.issues).toEqual([])
  expect(plan.edits.map(({ ref, after }) => [ref.kind, after!.metadata.annotations])).toEqual([
    ['Secret', undefined],
    ['Service', { 'sluice.dev/protocol': 'https', 'sluice.dev/client-certificate': 'client' }],
  ])
  expect(plan.read('default.shop.80')!.service.clientCertificate).toBe('default.client')
})
