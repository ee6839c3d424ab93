import type { PathMatch } from '#lib/model/route.ts'
import { normaliseTypedPath } from '#lib/routing/path.ts'
import type { EntryPath } from '#lib/snapshot/snapshot.ts'
import type { HostPath, Located } from '../draft-entry.ts'

/** A declared path in the form in which requests are compared; `implementationSpecific` becomes what the dialect makes of it. */
export function plainPath(path: PathMatch, implementationSpecific: 'prefix' | 'startsWith'): EntryPath {
  if (path.type === 'regex') return { kind: 'regex', value: path.value, caseInsensitive: false }
  const kind = path.type === 'implementationSpecific' ? implementationSpecific : path.type
  return { kind, value: normaliseTypedPath(path.value) }
}

/** For dialects in which a path means the same whatever else its host has. */
export const locateEach =
  (toEntryPath: (path: PathMatch) => EntryPath | null) =>
  (hostPaths: readonly HostPath[]): Located[] =>
    hostPaths.flatMap((at): Located[] => {
      const path: EntryPath | null = at.path === null ? { kind: 'any' } : toEntryPath(at.path)
      return path ? [{ at, path }] : []
    })
