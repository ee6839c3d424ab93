import { isDeepStrictEqual } from 'node:util'
import { isMap, type JsonMap } from './json.ts'
import { hunksOf, type Hunk } from './list-diff.ts'
import type { JsonPatch } from '../types.ts'

type Operation = JsonPatch[number]

/** RFC 6901 §3. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/**
 * A JSON Patch (RFC 6902) that turns `before` into `after`, and fails where anything that it changes is not as it was in `before`.
 * What it does not change may be anything. All tests stand first.
 *
 * A place that is to be empty is tested for null: RFC 6902 has no word for it, and the API server takes a missing member for one.
 */
export function jsonPatch(before: JsonMap, after: JsonMap): JsonPatch {
  const tests: Operation[] = []
  const operations: Operation[] = []
  compareMaps('', before, after)
  return [...tests, ...operations]

  function compareMaps(path: string, old: JsonMap, wanted: JsonMap): void {
    for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
      const at = `${path}/${escaped(key)}`
      const [from, to] = [old[key], wanted[key]]
      if (isDeepStrictEqual(from, to)) continue
      if (isMap(from) && isMap(to)) compareMaps(at, from, to)
      else if (Array.isArray(from) && Array.isArray(to)) compareLists(at, from, to)
      else {
        tests.push({ op: 'test', path: at, value: from ?? null })
        operations.push(...operationsFor(at, from, to))
      }
    }
  }

  /** Each item that is touched is tested whole: another one may have come to stand in its place. */
  function compareLists(path: string, old: readonly unknown[], wanted: readonly unknown[]): void {
    const hunks = hunksOf(old, wanted)
    for (const { at, removed, added } of hunks) {
      const isInserted = added.length > removed && at + removed < old.length
      for (let index = at; index < at + removed + (isInserted ? 1 : 0); index += 1) tests.push({ op: 'test', path: `${path}/${index}`, value: old[index] })
    }
    operations.push(...listOperations(path, old, hunks))
  }
}

/** Without tests. */
function operationsFor(path: string, from: unknown, to: unknown): Operation[] {
  if (isDeepStrictEqual(from, to)) return []
  if (to === undefined) return [{ op: 'remove', path }]
  if (from === undefined) return [{ op: 'add', path, value: to }]
  if (Array.isArray(from) && Array.isArray(to)) return listOperations(path, from, hunksOf(from, to))
  if (isMap(from) && isMap(to)) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => operationsFor(`${path}/${escaped(key)}`, from[key], to[key]))
  }
  return [{ op: 'replace', path, value: to }]
}

// From the end, so that the places before stay what they were.
function listOperations(path: string, old: readonly unknown[], hunks: readonly Hunk[]): Operation[] {
  return hunks.toReversed().flatMap(({ at, removed, added }) => {
    const paired = Math.min(removed, added.length)
    const removals = Array.from({ length: removed - paired }, (_, index): Operation => ({ op: 'remove', path: `${path}/${at + removed - 1 - index}` }))
    const insertions = added.slice(paired).map((value, index): Operation => {
      const to = at + paired + index
      // Others may have appended, too.
      return { op: 'add', path: `${path}/${at + removed === old.length ? '-' : to}`, value }
    })
    const changes = added.slice(0, paired).flatMap((value, index) => operationsFor(`${path}/${at + index}`, old[at + index], value))
    return [...removals, ...insertions, ...changes]
  })
}
