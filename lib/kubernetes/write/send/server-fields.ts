import { isDeepStrictEqual } from 'node:util'
import { isMap, type JsonMap } from './json.ts'
import type { RawObject } from '../types.ts'

// Written by nobody but the API server.
const OF_METADATA = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
])

/** What can be written of an object, without what names it. */
export function writable({ apiVersion: _, kind: _kind, status: _status, metadata, ...rest }: RawObject): JsonMap & { metadata: JsonMap } {
  const kept = Object.entries(metadata).filter(([field]) => !OF_METADATA.has(field))
  return { metadata: Object.fromEntries(kept), ...rest }
}

/** Whether two versions of one object differ in nothing but what the server and the writers of status say. */
export function isSameButStatus(one: RawObject | null, other: RawObject | null): boolean {
  if (one === null || other === null) return one === other
  return one.metadata.uid === other.metadata.uid && isDeepStrictEqual(filled(writable(one)), filled(writable(other)))
}

// An empty map of annotations is none.
function filled({ metadata, ...rest }: ReturnType<typeof writable>): JsonMap {
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isMap(value) || Object.keys(value).length > 0)) }
}
