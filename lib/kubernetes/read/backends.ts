import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import type { Service } from '#lib/model/service.ts'
import type { Target, Upstream } from '#lib/model/upstream.ts'
import { objectKeyOf, type ClusterObjects, type ObjectKey, type V1EndpointSlice } from '../objects.ts'
import type { Backend } from './backend.ts'
import { textsOfService } from '../nginx/service-texts.ts'
import { guarded } from './finding.ts'
import { isSameList, isSameText, statesOf, type KeptBackend, type ReadMemo, type Scope } from './memo.ts'
import { declareService, declareUpstream, readSettings, targetsOf } from './service.ts'

export type BackendsRead = {
  services: Declared<Service>[]
  upstreams: Declared<Upstream>[]
  diagnostics: Diagnostic[]
  secrets: Set<ObjectKey>
  /** Secrets whose pairs are shown to targets. */
  clients: Set<ObjectKey>
}

const NO_SLICES: readonly V1EndpointSlice[] = []

const isSameTarget = (a: Target, b: Target | undefined) => a.host === b?.host && a.port === b.port

function isSameUpstream(known: KeptBackend, settings: KeptBackend['settings'], targets: readonly Target[] | null): boolean {
  const before = known.upstream?.object.targets
  if (known.settings !== settings || !before || !targets) return false
  return before.length === targets.length && before.every((target, place) => isSameTarget(target, targets[place]))
}

const hasSameSecrets = ({ settings, secrets }: KeptBackend, now: ClusterObjects['secrets']) =>
  isSameList(secrets, statesOf(settings?.secrets ?? [], now))

const NO_TEXTS = {}

/** What stands for the annotations of a V1Service; null: they do themselves. */
const textsFor = ({ name }: Backend, { dialect, services }: Scope) => (dialect === 'nginx' ? textsOfService(services, name) : null)

/** Reads one backend; what did not change since `known` is the same object. */
export function readBackend(backend: Backend, objects: ClusterObjects, scope: Scope, known: KeptBackend | undefined): KeptBackend {
  const { workspace, defaults } = scope
  const texts = textsFor(backend, scope)
  const v1 = backend.found?.service ?? null
  const slices = (v1 && objects.endpointSlices.get(objectKeyOf(v1.metadata))) ?? NO_SLICES
  const isSame = known?.v1 === v1 && isSameText(known.texts ?? NO_TEXTS, texts ?? NO_TEXTS) && hasSameSecrets(known, objects.secrets)
  const same = isSame ? known : undefined
  if (same && isSameList(same.slices, slices)) return same
  const settings = same ? same.settings : backend.found && readSettings(workspace, backend.found, defaults, objects.secrets, texts)
  const service = same ? same.service : declareService(workspace, backend, settings)
  const targets = targetsOf(backend, settings, slices)
  // Slices change also where no address does: they move between slices, or get labels.
  const upstream =
    known && isSameUpstream(known, settings, targets) ? known.upstream : targets && declareUpstream(workspace, backend, settings, targets)
  return { v1, slices, texts, secrets: settings ? statesOf(settings.secrets, objects.secrets) : [], settings, service, upstream }
}

/** Reads the backends that routes lead to, each once. */
export function readBackends(backends: Iterable<Backend>, objects: ClusterObjects, scope: Scope, memo: ReadMemo): BackendsRead {
  const read: BackendsRead = { services: [], upstreams: [], diagnostics: [], secrets: new Set(), clients: new Set() }
  const now: ReadMemo['backends'] = new Map()
  // Ports of one V1Service share its annotations, and what is wrong with them.
  const said = new Set<string>()
  for (const backend of backends) {
    const known = memo.backends.get(backend.name)
    const kept = guarded(scope.workspace, backend.origin, read.diagnostics, () => readBackend(backend, objects, scope, known))
    if (!kept) continue
    now.set(backend.name, kept)
    read.services.push(kept.service)
    if (kept.upstream) read.upstreams.push(kept.upstream)
    if (!kept.settings) continue
    for (const key of kept.settings.secrets) read.secrets.add(key)
    if (kept.settings.clientCertificate) read.clients.add(kept.settings.clientCertificate)
    for (const found of kept.settings.diagnostics) {
      const key = `${found.source.namespace}/${found.source.name} ${found.field} ${found.message}`
      if (said.has(key)) continue
      said.add(key)
      read.diagnostics.push(found)
    }
  }
  memo.backends = now
  return read
}
