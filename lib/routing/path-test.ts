import type { EntryPath } from '#lib/snapshot/snapshot.ts'
import { compilePattern, matchedLength, type Pattern } from './pattern.ts'
import { literalPrefix } from './regex/literal-prefix.ts'

/** How an entry tests a path. `pattern` null: the regex was refused here though compile() let it through (another version). */
export type PathTest =
  | { kind: 'any' }
  | { kind: 'exact' | 'startsWith'; value: string }
  /** `bare`: without a trailing slash. */
  | { kind: 'prefix'; value: string; bare: string }
  | { kind: 'regex'; value: string; caseInsensitive: boolean; pattern: Pattern | null }

/** What a test answers beside a length: the entry has no path, or does not take this one. */
export const NO_PATH = -1
export const FAILED = -2

function prepare(path: EntryPath): PathTest {
  if (path.kind === 'any') return { kind: 'any' }
  if (path.kind === 'prefix') return { kind: 'prefix', value: path.value, bare: path.value.endsWith('/') ? path.value.slice(0, -1) : path.value }
  if (path.kind !== 'regex') return { kind: path.kind, value: path.value }
  const { value, caseInsensitive } = path
  const result = compilePattern(value, caseInsensitive)
  return { kind: 'regex', value, caseInsensitive, pattern: result.ok ? result.pattern : null }
}

/** Prepares paths, equal ones once: many hosts have the same, and what is shared stays in the processor's cache. */
export function pathTests(): (path: EntryPath) => PathTest {
  const known = new Map<string, PathTest>()
  return (path) => {
    const key = path.kind === 'any' ? '' : path.kind === 'regex' ? `regex${path.caseInsensitive} ${path.value}` : `${path.kind} ${path.value}`
    let test = known.get(key)
    if (!test) known.set(key, (test = prepare(path)))
    return test
  }
}

/** The literal with which every path that the test takes begins. */
export function literalOf(test: PathTest): string {
  switch (test.kind) {
    case 'any':
      return ''
    case 'prefix':
      return test.bare
    case 'regex':
      return literalPrefix(test.value, test.caseInsensitive)
    default:
      return test.value
  }
}

/** Whole segments; the trailing slash of the rule is ignored (Ingress v1 Prefix, Gateway API PathPrefix). */
function testPrefix({ value, bare }: Extract<PathTest, { kind: 'prefix' }>, path: string): number {
  if (!path.startsWith(bare) || (path.length > bare.length && path.charCodeAt(bare.length) !== 47)) return FAILED
  return Math.min(value.length, path.length)
}

/** Length of what the test takes of a normalised path, NO_PATH, or FAILED. */
export function testPath(test: PathTest, path: string): number {
  switch (test.kind) {
    case 'any':
      return NO_PATH
    case 'exact':
      return path === test.value ? path.length : FAILED
    case 'startsWith':
      return path.startsWith(test.value) ? test.value.length : FAILED
    case 'prefix':
      return testPrefix(test, path)
    case 'regex': {
      const length = test.pattern ? matchedLength(test.pattern, path) : -1
      return length === -1 ? FAILED : length
    }
  }
}
