import { expect, test } from 'vitest'
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
