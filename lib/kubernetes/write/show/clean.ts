import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { CHANGE_MARK } from '../../change-mark.ts'
import { isMap, type JsonMap } from '../send/json.ts'
import { writable } from '../send/server-fields.ts'
import type { RawObject } from '../types.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

// Of a Service: what the API server chooses, and what it fills in where nothing was said.
const CHOSEN = ['clusterIPs', 'ipFamilies', 'healthCheckNodePort']
const DEFAULTS: JsonMap = {
  ipFamilyPolicy: 'SingleStack',
  internalTrafficPolicy: 'Cluster',
  externalTrafficPolicy: 'Cluster',
  sessionAffinity: 'None',
  allocateLoadBalancerNodePorts: true,
}

function cleanServiceSpec(spec: JsonMap): JsonMap {
  const isChosen = (field: string, value: unknown) =>
    CHOSEN.includes(field) || (field === 'clusterIP' && value !== 'None') || (field in DEFAULTS && isDeepStrictEqual(value, DEFAULTS[field]))
  return Object.fromEntries(Object.entries(spec).filter(([field, value]) => !isChosen(field, value)))
}

/**
 * An object as a person would keep it in Git: without what the API server fills in, without the copy that kubectl keeps for
 * itself and without the mark of a change. Ports, node ports and protocols stay.
 */
export function cleanManifest(raw: RawObject, { keepsMark = false } = {}): RawObject {
  const { metadata, ...fields } = writable(raw)
  const { annotations, ownerReferences: _, finalizers: _finalizers, ...others } = metadata
  const isKept = ([key]: [string, unknown]) => key !== LAST_APPLIED && (keepsMark || key !== CHANGE_MARK)
  const kept = Object.fromEntries(Object.entries((annotations ?? {}) as Record<string, string>).filter(isKept))
  const { name, namespace } = raw.metadata
  if (raw.kind === 'Service' && isMap(fields['spec'])) fields['spec'] = cleanServiceSpec(fields['spec'])
  return {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...others, ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}) },
    ...fields,
  }
}

/**
 * A clean manifest as the object is to be now: with what the API server filled in in the present one, so that only what people
 * write is brought back.
 */
export function withServerFields(manifest: RawObject, current: RawObject | null): RawObject {
  if (current === null) return manifest
  const { [LAST_APPLIED]: lastApplied } = current.metadata.annotations ?? {}
  const { annotations, labels: _labels, ...ofServer } = current.metadata
  const all = { ...annotationsOf(manifest), ...(lastApplied === undefined ? {} : { [LAST_APPLIED]: lastApplied }) }
  const { annotations: _, ...metadata } = manifest.metadata
  const restored: RawObject = {
    ...manifest,
    metadata: { ...ofServer, ...metadata, ...(Object.keys(all).length > 0 || annotations ? { annotations: all } : {}) },
    ...('status' in current ? { status: current['status'] } : {}),
  }
  if (manifest.kind !== 'Service' || !isMap(manifest['spec']) || !isMap(current['spec'])) return restored
  const clean = cleanServiceSpec(current['spec'])
  const filledIn = Object.entries(current['spec']).filter(([field]) => !(field in clean))
  return { ...restored, spec: { ...Object.fromEntries(filledIn), ...manifest['spec'] } }
}

const annotationsOf = ({ metadata }: RawObject): Record<string, string> => metadata.annotations ?? {}

/** Stands for what a Secret holds. */
export const HIDDEN = '(hidden)'

/** What a Secret holds gives way to a word; its keys stay. */
export function withoutSecrets(raw: RawObject): RawObject {
  if (raw.kind !== 'Secret') return raw
  const hidden = (values: unknown) => Object.fromEntries(Object.keys(isMap(values) ? values : {}).map((key) => [key, HIDDEN]))
  const members = ['data', 'stringData'].filter((member) => member in raw).map((member) => [member, hidden(raw[member])])
  return { ...raw, ...Object.fromEntries(members) }
}

/** The clean manifest as YAML. */
export function manifestYaml(raw: RawObject, { hideSecrets }: { hideSecrets: boolean }): string {
  const clean = cleanManifest(raw)
  return stringify(hideSecrets ? withoutSecrets(clean) : clean, { lineWidth: 0 })
}
