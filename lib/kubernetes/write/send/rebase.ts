import { applyJsonPatch } from './apply-json-patch.ts'
import { jsonPatch } from './json-patch.ts'
import { writable } from './server-fields.ts'
import type { RawObject } from '../types.ts'

/**
 * A newer version of an object with the change from `before` to `after` made in it; null: what would change is something else
 * there, or it is another object of the same name.
 */
export function rebased(before: RawObject, after: RawObject, now: RawObject): RawObject | null {
  if (now.metadata.uid !== before.metadata.uid) return null
  const { metadata: present, ...fields } = writable(now)
  try {
    const { metadata, ...changed } = applyJsonPatch({ metadata: present, ...fields }, jsonPatch(writable(before), writable(after)))
    const ofServer = Object.entries(now.metadata).filter(([field]) => !(field in present))
    const others = Object.entries(now).filter(([field]) => !(field in fields))
    return { ...Object.fromEntries(others), ...changed, metadata: { ...Object.fromEntries(ofServer), ...metadata } } as RawObject
  } catch {
    return null
  }
}
