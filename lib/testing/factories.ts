import { Canary } from '#lib/model/canary.ts'
import { Certificate } from '#lib/model/certificate.ts'
import { Consumer } from '#lib/model/consumer.ts'
import { Credential } from '#lib/model/credential.ts'
import type { Kind, Model } from '#lib/model/kinds.ts'
import { builtInListeners, Listener } from '#lib/model/listener.ts'
import { Route } from '#lib/model/route.ts'
import { RouteTest } from '#lib/model/route-test.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { Service } from '#lib/model/service.ts'
import { Template } from '#lib/model/template.ts'
import { Upstream } from '#lib/model/upstream.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { z } from 'zod'
import { TEST_CERTIFICATE } from './test-certificate.ts'

type Given<S extends z.ZodType> = Partial<z.input<S>>

/** One target, 127.0.0.1:9001, unless told otherwise. */
export const makeUpstream = (given: Given<typeof Upstream> = {}): Upstream =>
  Upstream.parse({ name: 'shop', targets: [{ host: '127.0.0.1', port: 9001 }], ...given })

export const makeService = (given: Given<typeof Service> = {}): Service =>
  Service.parse({ name: 'shop', ...(given.host === undefined ? { upstream: 'shop' } : {}), ...given })

/** anna. */
export const makeConsumer = (given: Given<typeof Consumer> = {}): Consumer => Consumer.parse({ name: 'anna', ...given })

/** A key of anna; with `username` a password. */
export const makeCredential = (given: Given<typeof Credential> = {}): Credential =>
  Credential.parse({ name: 'anna-key', consumer: 'anna', type: given.username === undefined ? 'keyAuth' : 'basicAuth', secret: 'key-of-anna', ...given })

/** Ten requests per second, unless told otherwise. */
export const makeTemplate = (given: Given<typeof Template> = {}): Template =>
  Template.parse({ name: 'public', filters: [{ type: 'rateLimit', requests: 10 }], ...given })

const MATCH_FIELDS = ['hosts', 'paths', 'methods', 'headers', 'query', 'snis', 'sources', 'destinations'] as const

/** Matches host shop.test, unless any field that matches is named. */
export const makeRoute = (given: Given<typeof Route> = {}): Route =>
  Route.parse({
    name: 'shop',
    service: 'shop',
    ...(MATCH_FIELDS.some((field) => given[field] !== undefined) ? {} : { hosts: ['shop.test'] }),
    ...given,
  })

/** A real pair for shop.test and *.shop.test, unless `cert` and `key` are given. */
export const makeCertificate = (given: Given<typeof Certificate> = {}): Certificate =>
  Certificate.parse({ name: 'shop', ...TEST_CERTIFICATE, ...given })

/** An active split of route shop with 10 % for service shop-v2. */
export const makeCanary = (given: Given<typeof Canary> = {}): Canary =>
  Canary.parse({ name: 'shop-v2', route: 'shop', service: 'shop-v2', weight: 10, ...given })

/** Expects that `GET http://shop.test/` goes to route shop. */
export const makeRouteTest = (given: Given<typeof RouteTest> = {}): RouteTest =>
  RouteTest.parse({ name: 'shop-root', request: { url: 'http://shop.test/' }, expect: { route: 'shop' }, ...given })

export const makeListener = (given: Given<typeof Listener> = {}): Listener => Listener.parse({ name: 'extra', port: 8081, ...given })

/** Declares an object as if it stood in a workspace; `index` makes it that many seconds younger than the first. */
export const makeDeclared = <K extends Kind>(kind: K, object: Model[K], index = 0, workspace = 'default'): Declared<Model[K]> => ({
  object,
  source: { workspace, kind, name: object.name },
  createdAt: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
})

type Objects = { [K in Kind]?: (Model[K] | Declared<Model[K]>)[] }

const distinct = (names: (string | undefined)[]) => [...new Set(names.filter((name) => name !== undefined))]
const plain = <T extends object>(item: T | Declared<T>): T => ('source' in item ? item.object : item)

/**
 * A configuration around the given objects. A list that is not named is filled with what the others refer to: services of
 * routes and canaries, upstreams of services, routes of canaries, consumers of credentials; the built-in listeners. Give
 * `[]` to have none.
 */
export function makeConfig(given: Objects & { workspace?: string; dialect?: Dialect; revision?: number } = {}): RoutingConfig {
  const workspace = given.workspace ?? 'default'
  const declare = <K extends Kind>(kind: K, list: (Model[K] | Declared<Model[K]>)[]) =>
    list.map((item, index) => ('source' in item ? item : makeDeclared(kind, item, index, workspace)))
  const canaries = given.canaries ?? []
  const routes = given.routes ?? distinct(canaries.map((canary) => plain(canary).route)).map((name) => makeRoute({ name }))
  const services =
    given.services ??
    distinct([...routes.map((route) => plain(route).service), ...canaries.map((canary) => plain(canary).service)]).map((name) =>
      makeService({ name, upstream: name }),
    )
  const upstreams = given.upstreams ?? distinct(services.map((service) => plain(service).upstream)).map((name) => makeUpstream({ name }))
  const credentials = given.credentials ?? []
  const consumers = given.consumers ?? distinct(credentials.map((credential) => plain(credential).consumer)).map((name) => makeConsumer({ name }))
  return {
    workspace,
    dialect: given.dialect ?? 'gateway',
    revision: given.revision ?? 1,
    listeners: declare('listeners', given.listeners ?? builtInListeners()),
    certificates: declare('certificates', given.certificates ?? []),
    upstreams: declare('upstreams', upstreams),
    services: declare('services', services),
    consumers: declare('consumers', consumers),
    credentials: declare('credentials', credentials),
    templates: declare('templates', given.templates ?? []),
    routes: declare('routes', routes),
    canaries: declare('canaries', canaries),
    'route-tests': declare('route-tests', given['route-tests'] ?? []),
  }
}
