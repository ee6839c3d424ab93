import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { clientCertificateFields, distinguishedName, policyIdOf } from './client-certificates.ts'
import { makeAuthority } from './testing/authority.ts'

test.each([
  ['CN=anna', 'CN=anna'],
  ['C=DE\nO=Acme\nCN=anna', 'CN=anna,O=Acme,C=DE'],
  ['CN=anna\\, the first', 'CN=anna\\, the first'],
  ['CN=J\u00fcrgen', 'CN=J\\C3\\BCrgen'],
  ['CN=\u4e2d', 'CN=\\E4\\B8\\AD'],
  ['CN=\u{1f600}', 'CN=\\F0\\9F\\98\\80'],
  ['CN=a\r\u0000\u007f', 'CN=a\\0D\\00\\7F'],
  ['', ''],
  [undefined, ''],
])('the name %j is written %s', (lines, expected) => expect(distinguishedName(lines)).toBe(expected))

test('a policy is known by its mode and authorities; none is empty', () => {
  const policies = [
    policyIdOf(null), policyIdOf({ mode: 'optional', ca: 'a' }), policyIdOf({ mode: 'required', ca: 'a' }), policyIdOf({ mode: 'required', ca: 'b' }),
  ]
  expect([policies[0], new Set(policies).size, policyIdOf({ mode: 'required', ca: 'b' }) === policies[3]]).toEqual(['', 4, true])
  // OpenSSL takes no longer one as the context of sessions.
  expect(Math.max(...policies.map((policy) => policy.length))).toBeLessThanOrEqual(32)
})

test('what stands in a certificate begins no line of its own', async () => {
  const { cert } = await (await makeAuthority()).issue([{ CN: ['a\r\nX-Evil: 1'] }, { O: ['b\nc'] }])
  const lines = clientCertificateFields(new X509Certificate(cert)).split('\r\n')
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'X-Client-Cert-Verify', 'X-Client-Cert-Subject', 'X-Client-Cert-Issuer', 'X-Client-Cert-Serial', 'X-Client-Cert-Fingerprint', '',
  ])
  expect(lines[1]).toBe('X-Client-Cert-Subject: O=b\\0Ac,CN=a\\0D\\0AX-Evil: 1')
})
