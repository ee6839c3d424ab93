import { literalPrefix } from '#lib/routing/regex/literal-prefix.ts'
import type { EntryPath } from '#lib/snapshot/snapshot.ts'

/** More texts than that are not compared one by one with every entry. */
export const MOST_STARTS = 50

/** What every path that an entry takes begins with, each regex asked once. */
export function entryStarts(): (path: EntryPath) => string {
  const known = new Map<string, string>()
  return (path) => {
    if (path.kind === 'any') return '/'
    if (path.kind === 'prefix') return path.value.length > 1 && path.value.endsWith('/') ? path.value.slice(0, -1) : path.value
    if (path.kind !== 'regex') return path.value
    const key = `${path.caseInsensitive} ${path.value}`
    let start = known.get(key)
    if (start === undefined) known.set(key, (start = literalPrefix(path.value, path.caseInsensitive)))
    return start
  }
}
