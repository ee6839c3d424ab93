import { describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { makeCertificate, makeConfig } from '#lib/testing/factories.ts'
import { compile } from './compile.ts'

// The certificate is for shop.test and *.shop.test.
test.each<[string[], [field: string, sni: string][]]>([
  [[], []],
  [['shop.test', '*.shop.test', 'a.shop.test'], []],
  [['shop.test', 'other.test'], [['snis.1', 'other.test']]],
  [['a.b.shop.test', '*.a.shop.test', '*.test'], [['snis.0', 'a.b.shop.test'], ['snis.1', '*.a.shop.test'], ['snis.2', '*.test']]],
])('SNIs %j that the names of the certificate do not cover', (snis, expected) => {
  const { diagnostics } = compile([makeConfig({ certificates: [makeCertificate({ snis })] })], { now: new Date('2026-01-02T00:00:00Z') })
  const found = diagnostics.filter(({ code }) => code === 'CERTIFICATE_NAME_MISMATCH')
  expect(found.map(({ field, params }) => [field, params.sni])).toEqual(expected)
  for (const { severity, params } of found) expect([severity, params.names]).toEqual(['warning', 'shop.test, *.shop.test'])
})

describe('client certificates', () => {
  const { cert } = TEST_CERTIFICATE
  const broken = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
  const compileWith = (given: Parameters<typeof makeCertificate>[0]) =>
    compile([makeConfig({ certificates: [makeCertificate({ clientCertificates: { mode: 'required', ca: cert }, ...given })] })], { now: new Date('2020-06-01') })

  test('are asked for by the proxy as they were declared; absent means nobody is asked', () => {
    expect(compileWith({}).snapshot.certificates[0]).toMatchObject({ name: 'shop', clientCertificates: { mode: 'required', ca: cert } })
    expect(compileWith({ clientCertificates: undefined }).snapshot.certificates[0]?.clientCertificates).toBeNull()
  })

  test.each([
    [broken, 1],
    [`${cert}\n${broken}`, 2],
    ['-----BEGIN NOTHING-----', 1],
  ])('an authority that does not parse is named; the names go on asking', (ca, position) => {
    const { snapshot, diagnostics } = compileWith({ clientCertificates: { mode: 'required', ca } })
    expect(diagnostics).toMatchObject([{ code: 'CLIENT_AUTHORITY_INVALID', severity: 'error', field: 'clientCertificates.ca', params: { position } }])
    expect(snapshot.certificates).toMatchObject([{ clientCertificates: { mode: 'required', ca } }])
  })

  test('a pair that cannot be served does not open its names to clients without a certificate', () => {
    const { snapshot, diagnostics } = compileWith({ key: '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----', snis: ['shop.test'] })
    expect(diagnostics.map(({ code }) => code)).toContain('CERTIFICATE_INVALID')
    expect(snapshot.certificates).toMatchObject([{ snis: ['shop.test'], clientCertificates: { mode: 'required' } }])
  })
})
