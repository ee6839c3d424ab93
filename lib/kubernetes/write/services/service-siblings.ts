import { isDeepStrictEqual } from 'node:util'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { weightKey } from '../../annotations/target-weights.ts'
import type { PortReading } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import type { Port } from './service-shape.ts'
import type { WriteIssue } from '../types.ts'

type Change = { kind: 'services' | 'upstreams'; path: string[] }
type Fields = Record<string, unknown>

/** The fields in which two readings of a port differ, but for its targets and the name of the port. */
function differences(before: object | null, after: object | null, but: readonly string[] = []): string[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const [one, other] = [before as Fields | null, after as Fields | null]
  return [...fields].filter((field) => !but.includes(field) && !isDeepStrictEqual(one?.[field], other?.[field]))
}

/** Whether a target of both weighs something else, or the cluster IP takes their place: of all ports one annotation says it. */
function weighsOther(before: PortReading, after: PortReading): boolean {
  if (before.settings.usesClusterIp !== after.settings.usesClusterIp) return true
  const weights = new Map(before.upstream?.targets.map((target) => [weightKey(target), target.weight]))
  return (after.upstream?.targets ?? []).some((target) => (weights.get(weightKey(target)) ?? target.weight) !== target.weight)
}

const WEIGHTS: Change = { kind: 'upstreams', path: ['targets'] }

function changesOf(before: PortReading, after: PortReading): Change[] {
  return [
    ...(weighsOther(before, after) ? [WEIGHTS] : []),
    ...differences(before.service, after.service, ['kubernetes']).map((field) => ({ kind: 'services' as const, path: [field] })),
    ...differences(before.service.kubernetes ?? null, after.service.kubernetes ?? null, ['portName']).map((field) => ({
      kind: 'services' as const,
      path: ['kubernetes', field],
    })),
    ...differences(before.upstream, after.upstream, ['targets', 'tags']).map((field) => ({ kind: 'upstreams' as const, path: [field] })),
  ]
}

/** Tells of ports that are not wanted otherwise and change, since a V1Service says it of all its ports. */
export function tellSiblings(
  scene: Scene,
  { namespace, name }: KubernetesRef,
  wanted: readonly Port[],
  siblings: readonly { before: PortReading; after: PortReading }[],
): void {
  const changed = new Map<string, Change & { names: string[] }>()
  for (const { before, after } of siblings) {
    for (const { kind, path } of changesOf(before, after)) {
      if (scene.options.allowShared && path[0] !== 'targets') continue
      const key = `${kind} ${path.join('.')}`
      const known = changed.get(key) ?? { kind, path, names: [] }
      known.names.push(before.service.name)
      changed.set(key, known)
    }
  }
  for (const { kind, path, names } of changed.values()) {
    const [place, at] = blamed(wanted, kind, path)
    const others = names.join(', ')
    const params = { ingress: `${namespace}/${name}`, routes: others, service: `${namespace}/${name}`, services: others }
    const message = `All ports of the Service ${namespace}/${name} have this in common: it would change for ${others}, too`
    if (place !== null) scene.issue(place, at, 'SHARED', message, params)
  }
}

/** The wanted object that changes the field, or else the first one. */
function blamed(wanted: readonly Port[], kind: 'services' | 'upstreams', path: string[]): [number | null, WriteIssue['path']] {
  const at = (object: object | null | undefined) => path.reduce<unknown>((inner, field) => (inner as Fields | undefined)?.[field], object)
  for (const { service, upstream, now } of wanted) {
    const [place, before] = kind === 'services' ? [service, now.service] : [upstream, now.upstream]
    if (place?.object && !isDeepStrictEqual(at(place.object), at(before))) return [place.at, path]
  }
  const first = wanted.map(({ service, upstream }) => service ?? upstream).find((place) => place !== null)
  return [first?.at ?? null, path]
}
