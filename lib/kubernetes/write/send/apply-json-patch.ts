import { isDeepStrictEqual } from 'node:util'
import type { JsonPatch } from '../types.ts'

/**
 * Applies a JSON Patch (RFC 6902) as the API server does: a member that is not there equals null.
 *
 * @throws where a test fails, or a place is not there
 */
export function applyJsonPatch<T>(document: T, patch: JsonPatch): T {
  const result = structuredClone(document)
  for (const operation of patch) {
    const keys = operation.path.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = keys.pop()!
    let parent = result as Record<string, unknown> | unknown[]
    for (const key of keys) {
      parent = (parent as Record<string, never>)[key]!
      if (typeof parent !== 'object' || parent === null) throw new Error(`${operation.path} has no parent`)
    }
    const isThere = Array.isArray(parent) ? Number(last) < parent.length : Object.hasOwn(parent, last)
    const value = (parent as Record<string, unknown>)[last]
    if (operation.op === 'test') {
      if (Array.isArray(parent) && !isThere) throw new Error(`${operation.path} is not there`)
      if (!isDeepStrictEqual(isThere ? value : null, operation.value)) throw new Error(`${operation.path} is something else`)
    } else if (operation.op === 'add') {
      if (!Array.isArray(parent)) parent[last] = operation.value
      else if (last !== '-' && Number(last) > parent.length) throw new Error(`${operation.path} is too far`)
      else parent.splice(last === '-' ? parent.length : Number(last), 0, operation.value)
    } else {
      if (!isThere) throw new Error(`${operation.path} is not there`)
      if (operation.op === 'replace') (parent as Record<string, unknown>)[last] = operation.value
      else if (Array.isArray(parent)) parent.splice(Number(last), 1)
      else delete parent[last]
    }
  }
  return result
}
