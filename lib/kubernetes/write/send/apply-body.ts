import { isDeepStrictEqual } from 'node:util'
import { isMap, type JsonMap } from './json.ts'
import { fieldsOfOthers, fieldsOfSluice, isSamePort, portStep, type Fields } from './owned-fields.ts'
import { writable } from './server-fields.ts'
import type { RawObject } from '../types.ts'

// Maps that are replaced whole (`x-kubernetes-map-type: atomic`) among what Sluice writes.
const ATOMIC: ReadonlySet<string> = new Set(['.spec.selector', '.spec.defaultBackend.resource', '.spec.defaultBackend.service.port'])
const isAtomic = (path: string): boolean => ATOMIC.has(path)
const isListOfPorts = (path: string, value: unknown): value is unknown[] => path === '.spec.ports' && Array.isArray(value)

/** Both are merged member by member. */
const areMerged = (path: string, one: unknown, other: unknown): boolean => isMap(one) && isMap(other) && !isAtomic(path)

/**
 * What is applied so that `before` becomes `after`: what Sluice owns already, and what changes. Nothing else, so that the rest
 * stays with those who own it.
 *
 * @returns null where something must go that an apply would leave, since others own it or nobody does
 */
export function applyBody(before: RawObject, after: RawObject): RawObject | null {
  const [own, others] = [fieldsOfSluice(before), fieldsOfOthers(before)]
  const [from, to] = [writable(before), writable(after)]
  const isService = after.kind === 'Service'
  if (!goes('', from, to, own, others, isService)) return null
  return named(after, partOf('', from, to, own, isService) as JsonMap | undefined)
}

/** What is applied to bring `before` back after an apply of Sluice's made `now` of it: all that it owned, and what that apply took from others. */
export function undoBody(before: RawObject, now: RawObject): RawObject {
  const part = partOf('', writable(now), writable(before), fieldsOfSluice(before), before.kind === 'Service')
  return named(before, part as JsonMap | undefined)
}

/** All of an object, for one that is not there yet or that Sluice takes over. */
export const wholeBody = (after: RawObject): RawObject => named(after, writable(after))

function named({ apiVersion, kind, metadata: { name, namespace } }: RawObject, { metadata, ...rest }: JsonMap = {}): RawObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...(metadata as JsonMap | undefined) }, ...rest }
}

/** The part of `after` that is owned or differs; undefined: none of it. */
function partOf(path: string, before: unknown, after: unknown, own: Fields | undefined, isService: boolean): unknown {
  const isEqual = isDeepStrictEqual(before, after)
  if (own === undefined && isEqual) return undefined
  if (isService && isListOfPorts(path, after)) {
    const known = Array.isArray(before) ? before : []
    const items = after.flatMap((item) => portOf(item, known.find((one) => isSamePort(one, item)), own?.[portStep(own, item) ?? ''], isService) ?? [])
    return items.length > 0 || own !== undefined ? items : undefined
  }
  // Of a new map all is new.
  if (!isMap(after) || isAtomic(path) || before === undefined) return after
  const old = isMap(before) ? before : {}
  const parts = Object.entries(after).flatMap(([key, value]) => {
    const part = partOf(`${path}.${key}`, old[key], value, own?.[`f:${key}`], isService)
    return part === undefined ? [] : [[key, part]]
  })
  return parts.length > 0 || own?.['.'] !== undefined ? Object.fromEntries(parts) : undefined
}

/** An item is found by its port and protocol, so these are always said. */
function portOf(item: unknown, before: unknown, own: Fields | undefined, isService: boolean): unknown {
  if (!isMap(item)) return item
  const part = partOf('.spec.ports[]', before, item, own, isService)
  return isMap(part) ? { port: item['port'], protocol: item['protocol'] ?? 'TCP', ...part } : undefined
}

/** Whether everything of `before` that is not in `after` goes when it is no longer applied: Sluice owns it, alone. */
function goes(path: string, before: unknown, after: unknown, own: Fields | undefined, others: Fields | undefined, isService: boolean): boolean {
  if (before === undefined) return true
  if (after === undefined) return isSole(path, before, own, others)
  if (areMerged(path, before, after)) {
    const to = after as JsonMap
    return Object.entries(before as JsonMap).every(([key, value]) =>
      goes(`${path}.${key}`, value, to[key], own?.[`f:${key}`], others?.[`f:${key}`], isService),
    )
  }
  if (!isService || !isListOfPorts(path, before) || !Array.isArray(after)) return true
  return before.every((item) => {
    const kept = after.find((one) => isSamePort(one, item))
    const [ownItem, othersItem] = [own?.[portStep(own, item) ?? ''], others?.[portStep(others, item) ?? '']]
    // What the server filled in of an item, such as its node port, goes with the item.
    return kept === undefined ? ownItem !== undefined && othersItem === undefined : goes('.spec.ports[]', item, kept, ownItem, othersItem, isService)
  })
}

function isSole(path: string, value: unknown, own: Fields | undefined, others: Fields | undefined): boolean {
  if (own === undefined || others !== undefined) return false
  return !isMap(value) || isAtomic(path) || Object.entries(value).every(([key, member]) => isSole(`${path}.${key}`, member, own[`f:${key}`], undefined))
}
