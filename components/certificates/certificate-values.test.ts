import { describe, expect, test } from 'vitest'
import { Certificate } from '#lib/model/certificate.ts'
import { dropEmpty } from '#components/form/values.ts'
import { makeCertificate } from '#lib/testing/factories.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import {
  EditedCertificate, fromFormValues, NewCertificate, newCertificate, toField, toFormValues, toCopy,
} from './certificate-values.ts'

const CERTIFICATES = [
  makeCertificate({ name: 'defaults' }),
  makeCertificate({ name: 'every-field', snis: ['shop.test', '*.shop.test'], tags: ['a', 'b'] }),
  makeCertificate({ name: 'asks-clients', clientCertificates: { mode: 'optional', ca: TEST_CERTIFICATE.cert } }),
  makeCertificate({ name: 'other-text', cert: `\n${TEST_CERTIFICATE.cert}\n# chain\n` }),
]

// The API answers without the key, and keeps it when none is sent.
test.each(CERTIFICATES)('$name survives the form, without its key', ({ key: _, ...answered }) => {
  const sent = dropEmpty(fromFormValues(toFormValues(answered)))
  expect(sent).toEqual(answered)
  expect(EditedCertificate.parse(sent)).toEqual(answered)
})

const pasted = { ...newCertificate(), name: 'shop', ...TEST_CERTIFICATE }
const messages = (values: typeof pasted) =>
  NewCertificate.safeParse(dropEmpty(fromFormValues(values))).error?.issues.map(({ path }) => toField(path as (string | number)[], values)) ?? []

describe('a new certificate', () => {
  test('is a pair', () => expect(Certificate.parse(dropEmpty(fromFormValues(pasted)))).toMatchObject(TEST_CERTIFICATE))
  test('with both is complete', () => expect(messages(pasted)).toEqual([]))
  test('needs its key', () => expect(messages({ ...pasted, key: '' })).toEqual(['key']))
  test('says where the text is not PEM', () => expect(messages({ ...pasted, cert: 'MIIB' })).toEqual(['cert']))
})

describe('a self-signed certificate', () => {
  const wish = { ...pasted, source: 'selfSigned' as const, snis: ['shop.test'] }
  test('sends names and days, not what was pasted before', () => {
    expect(dropEmpty(fromFormValues(wish))).toEqual({ name: 'shop', snis: ['shop.test'], tags: [], selfSigned: { days: 365 } })
  })
  test('is complete', () => expect(messages(wish)).toEqual([]))
  test('needs a name to serve', () => expect(messages({ ...wish, snis: [''] })).toEqual(['snis']))
  test('has whole days', () => expect(messages({ ...wish, days: 0.5 })).toEqual(['days']))
  test('takes a year when the days are cleared', () => expect(messages({ ...wish, days: undefined })).toEqual([]))
  test('names the row, past empty ones', () => expect(messages({ ...wish, snis: ['', 'a.test', '-'] })).toEqual(['snis.2']))
})

describe('client certificates', () => {
  const asking = { ...pasted, clientMode: 'required' as const, clientCa: TEST_CERTIFICATE.cert }
  test('are asked for under an authority', () => {
    expect(dropEmpty(fromFormValues(asking))).toMatchObject({ clientCertificates: { mode: 'required', ca: TEST_CERTIFICATE.cert } })
    expect(messages(asking)).toEqual([])
  })
  test('are not sent while they are not asked for', () => {
    expect(dropEmpty(fromFormValues({ ...asking, clientMode: 'none' }))).not.toHaveProperty('clientCertificates')
  })
  test.each(['', 'MIIB', TEST_CERTIFICATE.key])('need authorities, not %j', (clientCa) => expect(messages({ ...asking, clientCa })).toEqual(['clientCa']))
})

test('in a cluster its name follows from its Secret, and errors of the name stand there', () => {
  const values = { ...newCertificate(true), place: { namespace: 'shop', secret: 'shop.test-tls' } }
  expect(fromFormValues(values)).toMatchObject({ name: 'shop.shop.test-tls' })
  expect(toField(['name'], newCertificate(true))).toBe('place.namespace')
  const stored = { name: 'shop.tls', cert: 'PEM', snis: ['shop.test'], tags: [], origin: { kind: 'Secret', namespace: 'shop', name: 'tls' } }
  expect(fromFormValues(toFormValues(stored, true))).toMatchObject({ name: 'shop.tls', snis: ['shop.test'] })
  expect(fromFormValues(toCopy(toFormValues(stored, true)))).toMatchObject({ name: 'shop.tls-copy', snis: [] })
})
