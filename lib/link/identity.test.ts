import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { linkIdentity } from './identity.ts'

const TOKEN = 'a token of more than thirty-two characters'

test('the certificate is the same in every process and every version: replicas of a rollout know each other by it', () => {
  const { certificate } = linkIdentity(TOKEN)
  expect(new X509Certificate(certificate).fingerprint256).toBe('EA:51:D9:D6:97:F5:DA:F0:61:1F:0D:0F:A9:0B:A5:2F:8F:A3:AE:41:9E:B9:3E:7B:A6:8F:03:4F:4B:B3:A4:E4')
})

test('another token has another key and certificate', () => {
  const [one, two] = [linkIdentity(TOKEN), linkIdentity(`${TOKEN}.`)]
  expect(one.key).not.toBe(two.key)
  expect(one.der.equals(two.der)).toBe(false)
  expect(linkIdentity(TOKEN)).toEqual(one)
})

test('it is a certificate of its own key that signs nothing else', () => {
  const { certificate, key, der } = linkIdentity(TOKEN)
  const parsed = new X509Certificate(certificate)
  expect(parsed).toMatchObject({ subject: 'CN=sluice-link', issuer: 'CN=sluice-link', subjectAltName: 'DNS:sluice-link', ca: false, serialNumber: '01' })
  expect([parsed.verify(parsed.publicKey), parsed.checkPrivateKey(createPrivateKey(key)), parsed.raw.equals(der)]).toEqual([true, true, true])
  expect(parsed.validToDate.getUTCFullYear()).toBe(9999)
})

test('neither key nor certificate holds the token', () => {
  const { certificate, key, der } = linkIdentity(TOKEN)
  for (const text of [certificate, key, der.toString('latin1')]) expect(text).not.toContain(TOKEN)
})
