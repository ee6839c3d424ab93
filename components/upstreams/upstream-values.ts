import type { Issue } from '#lib/errors.ts'
import { Upstream } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ToField } from '#components/form/object-resolver.ts'
import { dotted, recordPath } from '#components/form/object-resolver.ts'
import { recordToRows, rowsToRecord, type KeyValuesRow } from '#components/form/values.ts'
import { HASH_DETAILS, hasFallback, hashDetailsInUse, hashes, type HashDetail } from './hash-fields-in-use.ts'
import { emptyTarget, isEmptyTarget, type TargetRow } from './parse-target.ts'
import { nameField, newUpstreamPlace, placedName, upstreamPlaceOf, type UpstreamPlace } from './upstream-place.ts'

type Checks = Upstream['healthchecks']
type AsShown<T extends { httpStatuses: number[] }> = Omit<T, 'httpStatuses'> & { httpStatuses: string[] }

/** What the upstream's form holds. Status codes are chips, headers are rows. */
export type UpstreamValues = Record<HashDetail, string> & {
  name: string
  algorithm: Upstream['algorithm']
  targets: TargetRow[]
  hashOn: Upstream['hashOn']
  hashFallback: Upstream['hashFallback']
  /** Details that the object has although its choices do not use them: they are kept as they are. */
  unused: { [K in HashDetail]?: string }
  slots: number | undefined
  slowStartMs: number | undefined
  hostHeader: string
  healthchecks: {
    active: Omit<Checks['active'], 'headers' | 'healthy' | 'unhealthy' | 'httpsSni'> & {
      httpsSni: string
      headers: KeyValuesRow[]
      healthy: AsShown<Checks['active']['healthy']>
      unhealthy: AsShown<Checks['active']['unhealthy']>
    }
    passive: { type: Checks['passive']['type']; healthy: AsShown<Checks['passive']['healthy']>; unhealthy: AsShown<Checks['passive']['unhealthy']> }
    threshold: number | undefined
  }
  tags: string[]
  /** In a cluster: its V1Service port, from which its name follows. */
  place: UpstreamPlace | null
}

const shown = <T extends { httpStatuses: number[] }>(rules: T): AsShown<T> => ({ ...rules, httpStatuses: rules.httpStatuses.map(String) })

/** A text that is no number is sent as it is, so that validation can name it. */
const stored = <T extends { httpStatuses: string[] }>(rules: T) => ({
  ...rules,
  httpStatuses: rules.httpStatuses.map((code) => (/^\d+$/.test(code) ? Number(code) : code)),
})

export function toFormValues(upstream: Upstream & { origin?: KubernetesRef }, inCluster = false): UpstreamValues {
  const { active, passive, threshold } = upstream.healthchecks
  const inUse = hashDetailsInUse(upstream)
  const details = Object.fromEntries(HASH_DETAILS.map((field) => [field, upstream[field] ?? ''])) as Record<HashDetail, string>
  return {
    name: upstream.name,
    algorithm: upstream.algorithm,
    targets: upstream.targets.map((target) => ({ ...target })),
    hashOn: upstream.hashOn,
    hashFallback: upstream.hashFallback,
    ...details,
    unused: Object.fromEntries(HASH_DETAILS.filter((field) => !inUse.has(field) && upstream[field] !== undefined).map((field) => [field, upstream[field]])),
    slots: upstream.slots,
    slowStartMs: upstream.slowStartMs,
    hostHeader: upstream.hostHeader ?? '',
    healthchecks: {
      active: { ...active, httpsSni: active.httpsSni ?? '', headers: recordToRows(active.headers), healthy: shown(active.healthy), unhealthy: shown(active.unhealthy) },
      passive: { ...passive, healthy: shown(passive.healthy), unhealthy: shown(passive.unhealthy) },
      threshold,
    },
    tags: [...upstream.tags],
    place: inCluster ? upstreamPlaceOf(upstream) : null,
  }
}

/** The upstream as the API takes it. Fields that were left empty are still there as '' or undefined. */
export function fromFormValues(values: UpstreamValues): Record<string, unknown> {
  const { active, passive, threshold } = values.healthchecks
  const inUse = hashDetailsInUse(values)
  return {
    name: values.place !== null && values.name === '' ? placedName(values.place) : values.name,
    algorithm: values.algorithm,
    targets: values.targets.filter((row) => !isEmptyTarget(row)).map(({ weight, ...row }) => ({ ...row, host: row.host.trim(), weight: weight ?? 100 })),
    hashOn: hashes(values) ? values.hashOn : 'none',
    hashFallback: hasFallback(values) ? values.hashFallback : 'none',
    ...Object.fromEntries(HASH_DETAILS.map((field) => [field, inUse.has(field) ? values[field] : values.unused[field]])),
    slots: values.slots,
    slowStartMs: values.slowStartMs,
    hostHeader: values.hostHeader,
    healthchecks: {
      active: { ...active, headers: rowsToRecord(active.headers), healthy: stored(active.healthy), unhealthy: stored(active.unhealthy) },
      passive: { ...passive, healthy: stored(passive.healthy), unhealthy: stored(passive.unhealthy) },
      threshold,
    },
    tags: values.tags,
  }
}

/** A new upstream begins with one row to fill in. */
export const newUpstream = (name = '', inCluster = false): UpstreamValues => ({
  ...toFormValues(Upstream.parse({ name: 'new' })),
  targets: [emptyTarget()],
  ...(inCluster ? { name: '', place: newUpstreamPlace(name) } : { name, place: null }),
})

/** A copy has a name of its own; in a cluster it is of a V1Service of its own. */
export const toCopy = (values: UpstreamValues): UpstreamValues =>
  values.place === null ? { ...values, name: `${values.name}-copy` } : { ...values, name: '', place: { ...values.place, service: `${values.place.service}-copy` } }

const CHIPS = new Set(['tags', 'httpStatuses'])

/** Rows that were left out move the indexes; an error in a chip stands at its field. */
export const toField: ToField<UpstreamValues> = (path, values) => {
  if (path[0] === 'name' && values.place !== null) return nameField(values.place)
  const chips = path.findIndex((part) => CHIPS.has(String(part)))
  if (chips >= 0) return dotted(path.slice(0, chips + 1))
  if (path[0] === 'targets' && typeof path[1] === 'number') return dotted(['targets', rowOf(path[1], values.targets), ...path.slice(2)])
  if (path[1] === 'active' && path[2] === 'headers') {
    const inside: Issue['path'] = path.slice(2)
    return `healthchecks.active.${recordPath('headers', inside, values.healthchecks.active.headers) ?? dotted(inside)}`
  }
  return dotted(path)
}

/** The row that shows the sent target `index`. */
function rowOf(index: number, rows: readonly TargetRow[]): number {
  const sent = rows.flatMap((row, at) => (isEmptyTarget(row) ? [] : [at]))
  return sent[index] ?? index
}
