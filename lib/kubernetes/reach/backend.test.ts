import { describe, expect, test } from 'vitest'
import { Service } from '#lib/model/service.ts'
import type { V1EndpointSlice, V1Service } from '../objects.ts'
import { backendOf, lacksEndpoints, missingBackend, whyNoEndpoints } from './backend.ts'
import type { PodFacts } from './objects.ts'

const METADATA = { namespace: 'shop', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }

const v1 = (spec: V1Service['spec']): V1Service => ({ metadata: { ...METADATA, name: 'web' }, spec })
const TWO_PORTS = v1({ selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }, { name: 'dns', port: 53, protocol: 'UDP' }] })

const slice = (addresses: Record<string, V1EndpointSlice['endpoints'][number]['conditions']>, ports: V1EndpointSlice['ports'] = [{ name: 'http', port: 8080 }]): V1EndpointSlice => ({
  metadata: { ...METADATA, name: 'web-1' },
  addressType: 'IPv4',
  ports,
  endpoints: Object.entries(addresses).map(([ip, conditions]) => ({ addresses: [ip], conditions: conditions ?? {} })),
})

const declared = (port: string, kind = 'Service') => ({
  object: Service.parse({ name: `shop.web.${port}`, upstream: 'u' }),
  source: { workspace: 'w', kind: 'services', name: `shop.web.${port}`, origin: { kind, namespace: 'shop', name: 'web' } },
  createdAt: METADATA.creationTimestamp,
})

function backend(port: string, service: V1Service | null = TWO_PORTS, ...slices: V1EndpointSlice[]) {
  const objects = { services: new Map(service ? [['shop/web', service]] : []), endpointSlices: new Map([['shop/web', slices]]) }
  return backendOf(declared(port), objects)!
}

const pod = (facts: Partial<PodFacts> = {}): PodFacts => ({ namespace: 'shop', name: 'web-0', labels: { app: 'web' }, ips: ['10.0.0.1'], ports: [{ name: 'http', port: 8080, protocol: 'TCP' }], hostNetwork: false, ready: true, phase: 'Running', ...facts })

describe('what is missing', () => {
  test.each([
    ['a Service that is not there', backend('80', null), 'SERVICE_NOT_FOUND', undefined],
    ['a port number', backend('81'), 'PORT_NOT_FOUND', 'http (80)'],
    ['a port name', backend('web'), 'PORT_NOT_FOUND', 'http (80)'],
    ['a port of UDP', backend('53'), 'PORT_NOT_FOUND', 'http (80)'],
    ['any port of a Service that has none', backend('80', v1({})), 'PORT_NOT_FOUND', '–'],
  ])('%s', (_, asked, code, ports) => expect(missingBackend(asked)).toMatchObject({ code, effect: 'unreachable', params: ports === undefined ? {} : { ports } }))

  test.each([
    ['a port by number', backend('80')],
    ['any number of an ExternalName', backend('8443', v1({ type: 'ExternalName', externalName: 'shop.example' }))],
  ])('not %s', (_, asked) => expect(missingBackend(asked)).toBeNull())

  test('what is no Service is nothing to look at', () => expect(backendOf(declared('80', 'Bucket'), { services: new Map(), endpointSlices: new Map() })).toBeNull())
})

test.each([
  ['ready', slice({ '10.0.0.1': { ready: true } }), 1],
  ['nothing said', slice({ '10.0.0.1': {} }), 1],
  ['not ready', slice({ '10.0.0.1': { ready: false } }), 0],
  ['serving while it ends, as the last resort', slice({ '10.0.0.1': { ready: false, serving: true, terminating: true } }), 1],
  ['beside a ready one, one that ends does not count', slice({ '10.0.0.1': { ready: false, serving: true, terminating: true }, '10.0.0.2': { ready: true } }), 1],
  ['of another port', slice({ '10.0.0.1': { ready: true } }, [{ name: 'metrics', port: 9 }]), 0],
])('endpoints: %s', (_, of, count) => {
  const found = backend('80', TWO_PORTS, of)
  expect([found.endpoints.ready.length, lacksEndpoints(found)]).toEqual([count, count === 0])
})

test('an ExternalName needs no endpoints', () => expect(lacksEndpoints(backend('80', v1({ type: 'ExternalName', externalName: 'shop.example' })))).toBe(false))

describe('why there is no endpoint', () => {
  const bare = v1({ ports: [{ name: 'http', port: 80 }] })
  test.each([
    ['not ready by the slices', backend('80', TWO_PORTS, slice({ '10.0.0.1': { ready: false } })), null, 'NONE_READY', { notReady: 1 }],
    ['no selector', backend('80', bare), null, 'NO_SELECTOR', {}],
    ['no selector, slices of another port', backend('80', bare, slice({ '10.0.0.1': {} }, [{ name: 'x', port: 1 }])), null, 'ENDPOINTS_WITHOUT_PORT', {}],
    ['no pod', backend('80'), [], 'NO_POD_MATCHES', { selector: 'app=web' }],
    ['pods that have ended', backend('80'), [pod({ phase: 'Succeeded' })], 'NO_POD_MATCHES', {}],
    ['no container port of that name', backend('80', TWO_PORTS, slice({ '10.0.0.1': {} }, [])), [pod({ ports: [{ name: 'web', port: 1, protocol: 'TCP' }] })], 'TARGET_PORT_NOT_FOUND', { target: 'http', ports: 'web (1)', pods: 1 }],
    ['pods that are not ready', backend('80'), [pod({ ready: false }), pod({ name: 'web-1', ready: false })], 'NONE_READY', { notReady: 2 }],
    ['ready pods, and no slice yet', backend('80'), [pod()], 'NO_ENDPOINTS', {}],
    ['pods that may not be read', backend('80'), null, 'NO_ENDPOINTS', {}],
  ])('%s', (_, asked, pods, code, params) => expect(whyNoEndpoints(asked, pods)).toMatchObject({ code, effect: 'unreachable', params }))
})
