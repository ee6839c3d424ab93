import { builtInListeners, type Listener } from '#lib/model/listener.ts'
import type { Canary } from '#lib/model/canary.ts'
import type { Certificate } from '#lib/model/certificate.ts'
import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import type { Texts } from '../annotations/apply.ts'
import type { JoinMemo } from '../nginx/join.ts'
import type { ObjectKey, SecretState, V1EndpointSlice, V1Ingress, V1Secret, V1Service } from '../objects.ts'
import type { Backend } from './backend.ts'
import { certificateMemo, type CertificateMemo } from './certificates.ts'
import type { ConsumerMemo } from './consumers.ts'
import type { IngressRead } from './ingress.ts'
import type { ServiceSettings } from './service.ts'
import type { UsersUse } from './users.ts'

/** An Ingress as it was read, with the V1Services that it referred to then, in the order of their keys. */
export type KeptIngress = {
  ingress: V1Ingress
  read: IngressRead
  keys: readonly ObjectKey[]
  services: readonly (V1Service | undefined)[]
  /** Of its users, in their order. */
  secrets: readonly (SecretState | undefined)[]
}

/** What is made of all Ingresses together, as long as none changed. */
export type Assembled = {
  reads: readonly IngressRead[]
  routes: Declared<Route>[]
  canaries: Declared<Canary>[]
  backends: readonly Backend[]
  users: readonly UsersUse[]
  diagnostics: Diagnostic[]
}

/** A backend as it was read, with all that it was read from. */
export type KeptBackend = {
  v1: V1Service | null
  slices: readonly V1EndpointSlice[]
  /** What stands for its annotations, in the dialect `nginx`. */
  texts: Texts | null
  secrets: readonly (SecretState | undefined)[]
  settings: ServiceSettings | null
  service: Declared<Service>
  upstream: Declared<Upstream> | null
}

/** A port of a V1Service to which nothing leads; `kept` null: it cannot be read. */
export type IdlePort = { backend: Backend; kept: KeptBackend | null }

/** Such a V1Service as it was read, with all that it was read from. */
export type KeptIdleService = {
  ports: readonly IdlePort[]
  slices: readonly V1EndpointSlice[] | undefined
  keys: readonly ObjectKey[]
  /** Of the keys, in their order. */
  secrets: KeptBackend['secrets']
}

/** What is there and leads nowhere yet, by identity; null: it cannot be read. */
export type IdleMemo = {
  services: Map<V1Service, KeptIdleService>
  certificates: Map<V1Secret, Declared<Certificate> | null>
}

const idleMemo = (): IdleMemo => ({ services: new Map(), certificates: new Map() })

/** What holds for everything that is read. */
export type Scope = {
  workspace: string
  dialect: ClusterDialect
  defaults: Texts
  listeners: Declared<Listener>[]
  /** Dialect `nginx`: by service of ours, what its Ingresses say in place of the annotations of the V1Service. */
  services?: ReadonlyMap<string, Texts>
}

/**
 * What readCluster() keeps from one time to the next: what was made of objects that did not change, by their identity. It
 * never changes a result; compile() in turn remembers by the identity of what it is given.
 */
export type ReadMemo = {
  /** Under what everything else was read; anything else empties the rest. */
  scope: Scope | null
  ingresses: Map<ObjectKey, KeptIngress>
  /** Dialect `nginx`: what several Ingresses are together. */
  joined: JoinMemo
  /** What is served of an Ingress that claims what another namespace has; `id`: what is left out. */
  settled: WeakMap<IngressRead, { id: string; read: IngressRead }>
  assembled: Assembled | null
  backends: Map<Backend['name'], KeptBackend>
  certificates: CertificateMemo
  consumers: ConsumerMemo
  idle: IdleMemo
  ours: readonly V1Ingress[]
  secrets: ReadonlySet<ObjectKey>
}

/** An empty memory, for one workspace. */
export const readMemo = (): ReadMemo => ({
  scope: null,
  ingresses: new Map(),
  joined: new Map(),
  settled: new WeakMap(),
  assembled: null,
  backends: new Map(),
  certificates: certificateMemo(),
  consumers: new Map(),
  idle: idleMemo(),
  ours: [],
  secrets: new Set(),
})

/** A memory for readings of what is not so yet: it begins with all of this one, and leaves it as it is. */
export const forkMemo = (memo: ReadMemo): ReadMemo => ({
  ...memo,
  certificates: { ...memo.certificates },
  consumers: new Map(memo.consumers),
  idle: { ...memo.idle },
})

/** Whether two maps hold the same texts. */
export const isSameText = (a: Texts, b: Texts): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

// They were there before every Ingress.
const BUILT_IN = '1970-01-01T00:00:00Z'

const declareListeners = (workspace: string) =>
  builtInListeners().map((object) => ({ object, source: { workspace, kind: 'listeners', name: object.name }, createdAt: BUILT_IN }))

/** Empties what was read under other defaults or for another workspace. */
export function enterScope(memo: ReadMemo, workspace: string, dialect: ClusterDialect, defaults: Texts): Scope {
  const { scope } = memo
  if (scope && scope.workspace === workspace && scope.dialect === dialect && isSameText(scope.defaults, defaults)) return scope
  const entered: Scope = { workspace, dialect, defaults, listeners: declareListeners(workspace) }
  const { ours, secrets } = memo
  Object.assign(memo, readMemo(), { scope: entered, ours, secrets })
  return entered
}

/** Whether two lists hold the very same things. */
export const isSameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((one, place) => one === b[place]))

/** The list or set that was there before, where it holds the very same things. */
export const sameList = <T>(before: readonly T[], now: readonly T[]): readonly T[] => (isSameList(before, now) ? before : now)
export const sameSet = <T>(before: ReadonlySet<T>, now: ReadonlySet<T>): ReadonlySet<T> =>
  before.size === now.size && [...now].every((one) => before.has(one)) ? before : now

/** For lookups of secrets by the references of a service. */
export const statesOf = (keys: readonly ObjectKey[], secrets: ReadonlyMap<ObjectKey, SecretState>) => keys.map((key) => secrets.get(key))
