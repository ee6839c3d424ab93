import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Service, ServiceProtocol } from '#lib/model/service.ts'
import { objectResolver } from '#components/form/object-resolver.ts'
import { dropEmpty } from '#components/form/values.ts'
import { fromFormValues, newService, toField, toFormValues, type ServiceValues } from './service-values.ts'

const throughForm = (service: Service) => dropEmpty(fromFormValues(toFormValues(service)))

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
const EVERY_FIELD = {
  name: 'every-field',
  protocol: 'https',
  host: 'shop.internal',
  port: 8443,
  path: '/v2',
  retries: 0,
  connectTimeoutMs: 1,
  readTimeoutMs: 2_147_483_646,
  writeTimeoutMs: 250,
  tlsVerify: false,
  caCertificates: PEM,
  clientCertificate: 'client',
  enabled: false,
  tags: ['a', 'b'],
}

const SERVICES = [
  { name: 'defaults', upstream: 'shop' },
  EVERY_FIELD,
  { name: 'port-without-host', upstream: 'shop', port: 8080 },
  { name: 'verified', protocol: 'grpcs', upstream: 'shop', tlsVerify: true },
  { name: 'stream', protocol: 'udp', host: '2001:db8::1', port: 53 },
].map((input) => Service.parse(input))

test.each(SERVICES)('$name survives the form', (service) => expect(throughForm(service)).toEqual(service))

test('any service survives the form', () => {
  const millis = fc.integer({ min: 1, max: 2_147_483_646 })
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  let valid = 0
  fc.assert(
    fc.property(
      fc.record({
        name: fc.constant('any'),
        protocol: fc.constantFrom(...ServiceProtocol.options),
        to: fc.constantFrom({ upstream: 'shop' }, { host: '10.0.0.1' }, { host: 'shop.internal' }),
        port: maybe(fc.integer({ min: 1, max: 65535 })),
        path: maybe(fc.constantFrom('/', '/v2')),
        connectTimeoutMs: millis,
        tlsVerify: maybe(fc.boolean()),
        caCertificates: maybe(fc.constant(PEM)),
        enabled: fc.boolean(),
      }),
      ({ to, ...input }) => {
        const service = Service.safeParse(JSON.parse(JSON.stringify({ ...input, ...to })))
        if (!service.success) return
        valid++
        expect(throughForm(service.data)).toEqual(service.data)
      },
    ),
    { numRuns: 1000 },
  )
  expect(valid).toBeGreaterThan(100)
})

describe('what the choices hide is not sent', () => {
  const typed: ServiceValues = { ...toFormValues(Service.parse(EVERY_FIELD)), upstream: 'shop' }

  test('a host, when it goes to an upstream', () => {
    const input = dropEmpty(fromFormValues({ ...typed, to: 'upstream', port: undefined }))
    expect(input).toMatchObject({ upstream: 'shop' })
    expect(input).not.toHaveProperty('host')
  })

  test('path and TLS, of a protocol that has none', () => {
    expect(Service.parse(dropEmpty(fromFormValues({ ...typed, protocol: 'tcp' })))).not.toHaveProperty('caCertificates')
  })
})

test.each([
  ['upstream', 'upstream'],
  ['host', 'host'],
] as const)('without a destination the error stands at %s', async (to, field) => {
  const resolve = objectResolver<ServiceValues>(Service, (values) => dropEmpty(fromFormValues(values)), toField)
  const { errors } = await resolve({ ...newService('shop'), to }, undefined, { fields: {}, shouldUseNativeValidation: false })
  expect(Object.keys(errors)).toEqual([field])
})
