import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { pairProblem } from './check-pair.ts'
import { certificateFacts } from './facts.ts'
import { selfSign } from './self-sign.ts'

/** Its notAfter is the 13th month of 1999, of which OpenSSL makes no date. */
const DATELESS = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBDzCBtaADAgECAgEBMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBngudGVzdDAe
Fw0yMDAxMDEwMDAwMDBaFw05OTEzMzIwMDAwMDBaMBExDzANBgNVBAMMBngudGVz
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABF+r+bT1ZDT0KOyW3zKbTHMCTYSC
uw6is/45p3q4HVb/zsmpi37euEjxQV4eaQjMY1+DPZuoSe+imW2jmOcK1NUwCgYI
KoZIzj0EAwIDSQAwRgIhAJUGxfSrnQ7N0Io8NxtenxDotQEcOTeCx0KL4zMK5lZ2
AiEAp3rhMJpY1vcW0slrXN+o64kzt3XlhL+in4tEf+0EuLE=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVlBBb6dwPJBpROdi
p9YU2LDpIvOehRzz0CHVVxfQPwmhRANCAARfq/m09WQ09Cjslt8ym0xzAk2EgrsO
orP+Oad6uB1W/87JqYt+3rhI8UFeHmkIzGNfgz2bqEnvoplto5jnCtTV
-----END PRIVATE KEY-----
`,
}

const NOW = new Date('2026-01-02T03:04:05Z')

describe('certificateFacts', () => {
  test('says what the leaf holds', () => {
    expect(certificateFacts(TEST_CERTIFICATE.cert)).toMatchObject({
      subject: 'CN=shop.test',
      names: ['shop.test', '*.shop.test'],
      issuer: 'CN=shop.test',
      notBefore: '2020-01-01T00:00:00.000Z',
      keyType: 'ECDSA P-256',
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    })
  })

  test('is null for text that is no certificate', () => {
    expect(certificateFacts('-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----')).toBeNull()
  })
})

describe('selfSign', () => {
  test('makes a pair that belongs together and lasts as long as asked', async () => {
    const pair = await selfSign(['a.test', '*.b.test'], 30, NOW)
    expect(pairProblem(pair.cert, pair.key)).toBeNull()
    expect(certificateFacts(pair.cert)).toMatchObject({ names: ['a.test', '*.b.test'], notAfter: '2026-02-01T03:04:05.000Z', keyType: 'ECDSA P-256' })
    const parsed = new X509Certificate(pair.cert)
    expect(parsed.verify(parsed.publicKey)).toBe(true)
  })

  test('makes another key each time', async () => {
    const [a, b] = await Promise.all([selfSign(['a.test'], 1, NOW), selfSign(['a.test'], 1, NOW)])
    expect(pairProblem(a.cert, b.key)).toBe('keyMismatch')
  })
})

describe('pairProblem', () => {
  const { cert, key } = TEST_CERTIFICATE
  test.each([
    ['certUnreadable', key, key],
    ['certUnreadable', `${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`, key],
    ['certUnreadable', DATELESS.cert, DATELESS.key],
    ['keyUnreadable', cert, cert],
    ['keyUnreadable', cert, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  ])('%s', (problem, certText, keyText) => expect(pairProblem(certText, keyText)).toBe(problem))
})
