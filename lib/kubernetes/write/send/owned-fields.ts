import { FIELD_MANAGER } from '../../status.ts'
import { isMap } from './json.ts'
import type { ManagedFieldsEntry, RawObject } from '../types.ts'

/** Fields of an object as `managedFields` write them (`fieldsV1`): `f:<member>`, `k:<keys of a list item>`, `.` for the thing itself. */
export type Fields = { [step: string]: Fields }

const isApplied = ({ manager, operation, subresource = '' }: ManagedFieldsEntry): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply' && subresource === ''

function merge(into: Fields, from: Fields): Fields {
  for (const [step, below] of Object.entries(from)) merge((into[step] ??= {}), below)
  return into
}

function fieldsOf({ metadata }: RawObject, which: (entry: ManagedFieldsEntry) => boolean): Fields {
  const entries = (metadata.managedFields ?? []).filter(which)
  return entries.reduce((all, { fieldsV1 }) => merge(all, (isMap(fieldsV1) ? fieldsV1 : {}) as Fields), {} as Fields)
}

/** What Sluice owns by server-side apply: what it leaves out of its next one goes. */
export const fieldsOfSluice = (raw: RawObject): Fields => fieldsOf(raw, isApplied)

/** What anybody else owns, Sluice's own patches among them: an apply of Sluice's does not take it away. */
export const fieldsOfOthers = (raw: RawObject): Fields => fieldsOf(raw, (entry) => !isApplied(entry))

/** The step in `Fields` that leads to an item of a list of Service ports, the only list that is merged by keys among what Sluice writes. */
export function portStep(fields: Fields | undefined, item: unknown): string | undefined {
  return Object.keys(fields ?? {}).find((step) => step.startsWith('k:') && isSamePort(JSON.parse(step.slice(2)), item))
}

/** By `port` and `protocol`, as `x-kubernetes-list-map-keys` says. */
export function isSamePort(one: unknown, other: unknown): boolean {
  if (!isMap(one) || !isMap(other)) return false
  return one['port'] === other['port'] && (one['protocol'] ?? 'TCP') === (other['protocol'] ?? 'TCP')
}
