import { TIMING, type Timing } from './backoff.ts'
import type { Client } from './client.ts'
import { COALESCE, coalesced, type Coalesce } from './coalesce.ts'
import { keepConfigMap, keepEndpointSlice, keepIngress, keepIngressClass, keepSecret, keepService } from './keep.ts'
import { MANAGED_BY, SLUICE } from './managed-by.ts'
import type { ClusterObjects, ObjectKey } from './objects.ts'
import { openPart, type PartStatus } from './part.ts'
import { groupSlices } from './slices.ts'
import { openWanted } from './wanted.ts'

export type PartName = 'ingresses' | 'ingressClasses' | 'services' | 'endpointSlices' | 'secrets' | 'configMaps'

export type ClusterState = { parts: Record<PartName, Omit<PartStatus, 'isListed'>> }

/** Why the objects of a cluster are not there yet, worded for people. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
}

/** The objects of one cluster that routing is read from, kept up to date. */
export type Cluster = {
  readonly client: Client
  /**
   * Everything that may be read was listed once, and each wanted Secret and ConfigMap is known. Ingresses, services or slices
   * that may be read nowhere are an error: what was served must not turn into nothing because a right is missing.
   *
   * @throws {ClusterError} with the reason, when `timeoutMs` have passed
   */
  ready(timeoutMs: number): Promise<void>
  /** As they are now. Maps and objects are the same as before where nothing changed. */
  objects(): ClusterObjects
  /** Follows these Secrets and ConfigMaps, and no others from now on. */
  want(refs: { secrets: ReadonlySet<ObjectKey>; configMaps: ReadonlySet<ObjectKey> }): void
  /** Whether each Secret and ConfigMap that is wanted is known, or cannot be told while its server is away. */
  wantedIs(): 'known' | 'coming' | 'away'
  /** Grows with each call of `onChange`. */
  generation(): number
  state(): ClusterState
  /** Ends all watches; the client stays open. */
  close(): Promise<void>
}

export type ClusterOptions = {
  client: Client
  /** Empty: the whole cluster. */
  namespaces: readonly string[]
  log: { info(fields: object, text: string): void; warn(fields: object, text: string): void }
  /** Some objects changed, or came to be known. */
  onChange: () => void
  coalesce?: Coalesce
  timing?: Partial<Timing>
}

const NETWORKING = '/apis/networking.k8s.io/v1'

export function openCluster({ client, namespaces, log, onChange, coalesce = COALESCE, timing: given = {} }: ClusterOptions): Cluster {
  const timing: Timing = { ...TIMING, ...given }
  let generation = 0
  const waiting = new Set<() => void>()
  let isChanged = false
  const { poke, stop } = coalesced(() => {
    logStates()
    if (isChanged) {
      isChanged = false
      generation += 1
      onChange()
    }
    for (const look of waiting) look()
  }, coalesce)
  const change = () => {
    isChanged = true
    poke()
  }

  const slices = groupSlices()
  const options = { client, namespaces, onChange: change, onStatus: (isNews: boolean) => (isNews ? change() : poke()), timing }
  const since = new Date(timing.now()).toISOString()
  const ingresses = openPart({ ...options, api: NETWORKING, resource: 'ingresses', keep: keepIngress })
  const classes = openPart({ ...options, api: NETWORKING, resource: 'ingressclasses', namespaces: [], keep: keepIngressClass })
  const services = openPart({ ...options, api: '/api/v1', resource: 'services', keep: keepService })
  const endpointSlices = openPart({
    ...options,
    api: '/apis/discovery.k8s.io/v1',
    resource: 'endpointslices',
    keep: keepEndpointSlice,
    onChange(before, after) {
      slices.change(before, after)
      change()
    },
  })
  // Those that were made here and may be named nowhere yet. None of `parts`: rights by `resourceNames` are enough for all that is served.
  const query = { labelSelector: `${MANAGED_BY}=${SLUICE}`, fieldSelector: 'type=kubernetes.io/tls' }
  const ownSecrets = openPart({ ...options, api: '/api/v1', resource: 'secrets', query, keep: keepSecret })
  const secrets = openWanted({ client, resource: 'secrets', keep: keepSecret, onChange: change, onStatus: poke, timing, since })
  const configMaps = openWanted({ client, resource: 'configmaps', keep: keepConfigMap, onChange: change, onStatus: poke, timing, since })
  const parts = { ingresses, ingressClasses: classes, services, endpointSlices, secrets, configMaps }
  const required = { ingresses, services, endpointSlices }

  const logged = new Map<PartName, string>()
  function logStates(): void {
    for (const [name, part] of Object.entries(parts) as [PartName, { status(): PartStatus }][]) {
      const { state, message } = part.status()
      const line = state === 'following' || state === 'listing' ? 'well' : `${state}: ${message}`
      if (state === 'listing' || (logged.get(name) ?? 'well') === line) continue
      logged.set(name, line)
      const fields = { server: client.server, objects: name, state }
      if (line === 'well') log.info(fields, 'the objects of the cluster are followed')
      else log.warn(fields, message ?? state)
    }
  }

  const lacking = (): PartName[] =>
    (Object.keys(parts) as PartName[]).filter((name) => !parts[name].isSettled() || (name in required && !required[name as keyof typeof required].hasAny()))

  const reason = (): string =>
    lacking()
      .map((name) => `${name}: ${parts[name].status().message ?? 'not listed yet'}`)
      .join('; ')

  return {
    client,
    ready: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const look = () => {
          // Whoever waited shall find a generation that has all that is known.
          if (isChanged || lacking().length > 0) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new ClusterError(`The objects of ${client.server} are not there after ${timeoutMs / 1000} s: ${reason()}`))
        }, timeoutMs)
        waiting.add(look)
        look()
      }),
    objects: () => ({
      ingresses: ingresses.objects(),
      ingressClasses: classes.hasAny() ? classes.objects() : null,
      services: services.objects(),
      endpointSlices: slices.groups(),
      secrets: secrets.objects(),
      ownSecrets: ownSecrets.objects(),
      configMaps: configMaps.objects(),
    }),
    want(refs) {
      secrets.want(refs.secrets)
      configMaps.want(refs.configMaps)
    },
    wantedIs() {
      if (secrets.isSettled() && configMaps.isSettled()) return 'known'
      return [secrets, configMaps].some((part) => part.status().state === 'away') ? 'away' : 'coming'
    },
    generation: () => generation,
    state: () => ({
      parts: Object.fromEntries(
        Object.entries(parts).map(([name, part]) => {
          const { isListed: _, ...status } = part.status()
          return [name, status]
        }),
      ) as ClusterState['parts'],
    }),
    async close() {
      stop()
      await Promise.all([ownSecrets, ...Object.values(parts)].map((part) => part.stop()))
    },
  }
}
