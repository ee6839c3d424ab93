import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Service, ServiceProtocol } from '#lib/model/service.ts'
import { objectResolver } from '#components/form/object-resolver.ts'
import { dropEmpty } from '#components/form/values.ts'
import { fromFormValues, newService, toCopy, toField, toFormValues, type ServiceValues } from './service-values.ts'

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

describe('in a cluster', () => {
  const ORIGIN = { kind: 'Service', namespace: 'shop', name: 'api' }
  const NAME = 'shop.api.80'
  const sent = (values: ServiceValues) => Service.parse(dropEmpty(fromFormValues(values)))

  test.each([
    { name: NAME, upstream: NAME, kubernetes: { selector: { app: 'shop', Tier: '' }, targetPort: 'http', portName: 'http', headless: true } },
    { name: NAME, upstream: NAME, kubernetes: { type: 'NodePort', nodePort: 30080, externalIPs: ['192.0.2.1', '2001:db8::1'] } },
    { name: NAME, host: 'shop.example.com', port: 8443, kubernetes: { type: 'ExternalName', targetPort: 8443 } },
    { name: NAME, host: 'shop.example.com', port: 80, kubernetes: { type: 'ExternalName' } },
  ].map((input) => Service.parse(input)))('$kubernetes survives the form', (service) => {
    expect(sent(toFormValues({ ...service, origin: ORIGIN }, true))).toStrictEqual(service)
  })

  const fresh = (place: Partial<NonNullable<ServiceValues['place']>>): ServiceValues => {
    const values = newService('', true)
    return { ...values, place: { ...values.place!, namespace: 'shop', service: 'api', ...place } }
  }

  test('the upstream is the other side of the same V1Service port', () => {
    const values = fresh({ port: 8080, selector: [{ label: 'app', value: 'shop' }, { label: '', value: '' }] })
    expect(sent(values)).toMatchObject({ name: 'shop.api.8080', upstream: 'shop.api.8080', kubernetes: { selector: { app: 'shop' } } })
    expect(sent(fresh({ backing: 'addresses' })).kubernetes).not.toHaveProperty('selector')
  })

  test('a host is an ExternalName, which has no other addresses', () => {
    const service = sent({ ...fresh({ backing: 'host', type: 'NodePort', nodePort: 30080, externalIPs: ['192.0.2.1'], targetPort: '8080' }), host: 'shop.example.com' })
    expect(service).toMatchObject({ host: 'shop.example.com', port: 8080, kubernetes: { type: 'ExternalName', externalIPs: [] } })
    expect(service.kubernetes).not.toHaveProperty('nodePort')
  })

  test('a copy is another V1Service', () => expect(sent(toCopy(toFormValues({ ...Service.parse({ name: NAME, upstream: NAME }), origin: ORIGIN }, true))).name).toBe('shop.api-copy.80'))

  test('issues stand at the fields of the V1Service', () => {
    const values = fresh({ selector: [{ label: '', value: '' }, { label: 'app', value: 'x' }], externalIPs: ['', 'nowhere'] })
    const paths = [['name'], ['upstream'], ['kubernetes', 'selector', 'app'], ['kubernetes', 'externalIPs', 0], ['kubernetes', 'nodePort'], ['kubernetes', 'targetPort']]
    expect(paths.map((path) => toField(path, values))).toEqual(['place.port', 'place.backing', 'place.selector.1', 'place.externalIPs.1', 'place.nodePort', 'place.targetPort'])
    expect(toField(['name'], fresh({ service: '' }))).toBe('place.service')
  })
})
