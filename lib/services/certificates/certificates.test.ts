import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { pairProblem } from './check-pair.ts'
import { certificateFacts } from './facts.ts'
import { selfSign } from './self-sign.ts'

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
    ['keyUnreadable', cert, cert],
    ['keyUnreadable', cert, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  ])('%s', (problem, certText, keyText) => expect(pairProblem(certText, keyText)).toBe(problem))
})
