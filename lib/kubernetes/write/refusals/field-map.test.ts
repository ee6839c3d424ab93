import { describe, expect, test } from 'vitest'
import { KINDS, type Kind, type Model } from '#lib/model/kinds.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { issuesOfRefusal } from './field-map.ts'
import type { RawObject, Wanted } from '../types.ts'

const wanted = <K extends Kind>(kind: K, name: string, fields: object): Wanted =>
  ({ kind, name, object: KINDS[kind].parse({ name, ...fields }) as Model[K] }) as Wanted

const prefix = (value: string) => ({ type: 'prefix', value })
const WANTED: Wanted[] = [
  wanted('routes', 'shop.web~a.test~', { hosts: ['a.test'], paths: [prefix('/')], service: 'shop.web.80', filters: [{ type: 'hsts' }, { type: 'cors' }] }),
  wanted('routes', 'shop.web~b.test~x', { hosts: ['b.test'], paths: [prefix('/x')], service: 'shop.web.80' }),
  wanted('routes', 'shop.web~~default', { service: 'shop.web.80', kubernetes: { defaultBackend: true } }),
  wanted('canaries', 'shop.web~b.test~x', { route: 'shop.web~b.test~x', service: 'shop.v2.80', weight: 10 }),
  wanted('services', 'shop.web.80', { upstream: 'shop.web.80' }),
  wanted('services', 'shop.web.81', { upstream: 'shop.web.81' }),
  wanted('upstreams', 'shop.web.80', { targets: [{ host: '192.0.2.1', port: 80 }, { host: '192.0.2.2', port: 80 }] }),
  wanted('certificates', 'shop.tls', TEST_CERTIFICATE),
  wanted('routes', 'shop.other', { hosts: ['o.test'], service: 'shop.web.80' }),
]
const at = (kind: Kind, name: string) => WANTED.findIndex((one) => one.kind === kind && one.name === name)

const backend = { service: { name: 'web', port: { number: 80 } } }
const object = (kind: string, name: string, rest: object): RawObject => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, ...rest })
const OBJECTS: Record<string, RawObject> = {
  Ingress: object('Ingress', 'web', {
    spec: {
      defaultBackend: backend,
      tls: [{ hosts: ['b.test'], secretName: 'tls' }],
      rules: [
        { host: 'a.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
        { host: 'b.test', http: { paths: [{ path: '/x', pathType: 'Prefix', backend }] } },
      ],
    },
  }),
  Service: object('Service', 'web', { spec: { ports: [{ port: 80 }, { port: 81 }] } }),
  EndpointSlice: object('EndpointSlice', 'web-sluice', { endpoints: [{ addresses: ['192.0.2.2'] }], ports: [{ port: 80 }] }),
  Secret: object('Secret', 'tls', { data: {} }),
}

const issueOf = (kind: string, field: string | null, list = WANTED) => {
  const { metadata } = OBJECTS[kind]!
  const ref = { kind, namespace: 'shop', name: metadata.name }
  return issuesOfRefusal({ ref, message: 'whole', causes: [{ field, message: 'is wrong' }] }, OBJECTS[kind]!, list, new Map())[0]!
}

describe('where a field of a Kubernetes object stands', () => {
  test.each<[string, string | null, Kind, string, (string | number)[]]>([
    ['Ingress', 'spec.rules[0].host', 'routes', 'shop.web~a.test~', ['hosts', 0]],
    ['Ingress', 'spec.rules[1].http.paths[0].path', 'routes', 'shop.web~b.test~x', ['paths', 0, 'value']],
    ['Ingress', 'spec.rules[1].http.paths[0].pathType', 'routes', 'shop.web~b.test~x', ['paths', 0, 'type']],
    ['Ingress', 'spec.rules[1].http.paths[0].backend.service.name', 'routes', 'shop.web~b.test~x', ['service']],
    ['Ingress', 'spec.defaultBackend', 'routes', 'shop.web~~default', ['service']],
    ['Ingress', 'spec.tls[0].secretName', 'routes', 'shop.web~b.test~x', ['kubernetes', 'certificate']],
    ['Ingress', 'metadata.name', 'routes', 'shop.web~a.test~', ['name']],
    ['Ingress', 'metadata.annotations[sluice.dev/cors]', 'routes', 'shop.web~a.test~', ['filters', 1]],
    ['Ingress', 'metadata.annotations.sluice.dev/strip-path', 'routes', 'shop.web~a.test~', ['stripPath']],
    ['Ingress', 'metadata.annotations[sluice.dev/canary-weight]', 'canaries', 'shop.web~b.test~x', ['weight']],
    ['Ingress', 'metadata.annotations[sluice.dev/canary-service]', 'canaries', 'shop.web~b.test~x', ['service']],
    ['Ingress', 'metadata.annotations[their.dev/x]', 'routes', 'shop.web~a.test~', []],
    ['Ingress', null, 'routes', 'shop.web~a.test~', []],
    ['Service', 'spec.ports[1].nodePort', 'services', 'shop.web.81', ['kubernetes', 'nodePort']],
    ['Service', 'spec.ports[0].name', 'services', 'shop.web.80', ['kubernetes', 'portName']],
    ['Service', 'spec.externalIPs[2]', 'services', 'shop.web.80', ['kubernetes', 'externalIPs', 2]],
    ['Service', 'spec.type', 'services', 'shop.web.80', ['kubernetes', 'type']],
    ['Service', 'spec.externalName', 'upstreams', 'shop.web.80', ['targets', 0, 'host']],
    ['Service', 'metadata.annotations[sluice.dev/slots]', 'upstreams', 'shop.web.80', ['slots']],
    ['Service', 'metadata.annotations[sluice.dev/retries]', 'services', 'shop.web.80', ['retries']],
    ['EndpointSlice', 'endpoints[0].addresses[0]', 'upstreams', 'shop.web.80', ['targets', 1, 'host']],
    ['EndpointSlice', 'ports[0].port', 'upstreams', 'shop.web.80', ['targets', 0, 'port']],
    ['Secret', 'data[tls.key]', 'certificates', 'shop.tls', ['key']],
    ['Secret', 'data[tls.crt]', 'certificates', 'shop.tls', ['cert']],
    ['Secret', 'metadata.name', 'certificates', 'shop.tls', ['name']],
  ])('%s %s', (kind, field, ofKind, name, path) => {
    const { wanted: index, path: found } = issueOf(kind, field)
    expect({ kind: WANTED[index]!.kind, name: WANTED[index]!.name, path: found }).toEqual({ kind: ofKind, name, path })
  })
})

test('a canary that is written alone has no field of its route', () => {
  const [canary] = [WANTED[at('canaries', 'shop.web~b.test~x')]!]
  expect(issueOf('Ingress', 'spec.rules[1].host', [canary])).toMatchObject({ wanted: 0, path: [] })
})

test('an object of which nothing was wanted is named in the message', () => {
  const ref = { kind: 'Ingress', namespace: 'shop', name: 'web-canary' }
  const refusal = { ref, message: 'no such class', causes: [] }
  expect(issuesOfRefusal(refusal, null, [WANTED[at('canaries', 'shop.web~b.test~x')]!], new Map())).toEqual([
    { wanted: 0, path: [], code: 'REFUSED_BY_CLUSTER', message: 'Ingress shop/web-canary: no such class', params: { object: 'Ingress shop/web-canary', message: 'no such class' } },
  ])
})

test('a name that was found right is the one that counts', () => {
  const one = wanted('routes', 'shop.web', { hosts: ['a.test'], service: 'shop.web.80' })
  const ref = { kind: 'Ingress', namespace: 'shop', name: 'other' }
  const after = { ...OBJECTS.Ingress!, metadata: { name: 'other', namespace: 'shop' } }
  const [issue] = issuesOfRefusal({ ref, message: 'm', causes: [{ field: 'spec.rules[0].host', message: 'm' }] }, after, [WANTED[8]!, one], new Map([[1, 'shop.other~a.test~']]))
  expect(issue).toMatchObject({ wanted: 1, path: ['hosts', 0] })
})
