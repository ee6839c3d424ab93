import { failedHeader, failedQuery, sniMatches, type Conditions, type NamedTest } from '#lib/routing/conditions.ts'
import { hostMatches } from '#lib/routing/host.ts'
import type { PathTest } from '#lib/routing/path-test.ts'
import { matchedLength, type Pattern } from '#lib/routing/pattern.ts'
import { endsOpen } from '#lib/routing/regex/ends-open.ts'
import { literalPrefix, wholeLiteral } from '#lib/routing/regex/literal-prefix.ts'
import type { TableEntry } from '#lib/routing/table.ts'
import type { HostMatch, NamedMatch, ValueMatch } from '#lib/snapshot/snapshot.ts'

/** Whether one thing takes every request that another takes. `maybe`: only a regular expression stands in the way of saying so. */
export type Covering = 'yes' | 'maybe' | 'no'

const sure = (covers: boolean): Covering => (covers ? 'yes' : 'no')
/** The least sure of all. */
const least = (all: readonly Covering[]): Covering => (all.includes('no') ? 'no' : all.includes('maybe') ? 'maybe' : 'yes')

/** Whether `outer` takes every Host that `inner` takes. */
export function hostCovers(outer: HostMatch, inner: HostMatch): boolean {
  if (outer.kind === 'any') return true
  if (inner.kind === 'any' || (outer.port !== undefined && outer.port !== inner.port)) return false
  if (inner.kind === 'exact') {
    const port = inner.port ?? null
    return hostMatches(outer, { name: inner.value, port }, outer.port ?? 0)
  }
  if (inner.kind === 'prefix') return outer.kind === 'prefix' && inner.value.startsWith(outer.value)
  if (outer.kind !== 'suffix') return false
  if (inner.value === outer.value) return outer.labels === 'many' || inner.labels === 'one'
  return outer.labels === 'many' && inner.value.endsWith(outer.value)
}

/** What a path test takes, as far as literals say it. Every path starts with "/". */
type PathSet =
  | { kind: 'exact' | 'startsWith'; value: string }
  /** Whole segments: `bare` itself, and all below it. */
  | { kind: 'segments'; bare: string }
  | { kind: 'regex'; value: string; caseInsensitive: boolean; pattern: Pattern | null; start: string; isOpen: boolean }

const ALL_PATHS: PathSet = { kind: 'segments', bare: '' }

function makeSet(path: PathTest): PathSet {
  switch (path.kind) {
    case 'any':
      return ALL_PATHS
    case 'prefix':
      return { kind: 'segments', bare: path.bare }
    case 'exact':
    case 'startsWith':
      return path.value === '/' && path.kind === 'startsWith' ? ALL_PATHS : { kind: path.kind, value: path.value }
    case 'regex': {
      const { value, caseInsensitive, pattern } = path
      const whole = pattern && wholeLiteral(value, caseInsensitive)
      if (!whole) {
        const start = literalPrefix(value, caseInsensitive)
        return { kind: 'regex', value, caseInsensitive, pattern, start, isOpen: endsOpen(value, caseInsensitive) }
      }
      if (whole.exact) return { kind: 'exact', value: whole.text }
      return whole.text === '/' || whole.text === '' ? ALL_PATHS : { kind: 'startsWith', value: whole.text }
    }
  }
}

const sets = new WeakMap<PathTest, PathSet>()

function pathSet(path: PathTest): PathSet {
  let set = sets.get(path)
  if (!set) sets.set(path, (set = makeSet(path)))
  return set
}

/** What all paths of a set begin with. */
const startOf = (set: PathSet): string => (set.kind === 'segments' ? set.bare || '/' : set.kind === 'regex' ? set.start : set.value)

/** The text with which every path that a test takes begins, as coverings are decided by it. */
export const pathStart = (path: PathTest): string => startOf(pathSet(path))

/** A regex that takes a text and does not ask what comes after it takes all that begins with it. */
function regexCovers(outer: Extract<PathSet, { kind: 'regex' }>, inner: PathSet): Covering {
  if (outer.pattern === null) return 'no'
  if (inner.kind === 'regex' && inner.value === outer.value && inner.caseInsensitive === outer.caseInsensitive) return 'yes'
  const isTaken = matchedLength(outer.pattern, startOf(inner)) !== -1
  if (inner.kind === 'exact') return sure(isTaken)
  return isTaken && outer.isOpen ? 'yes' : 'maybe'
}

function literalCovers(outer: Exclude<PathSet, { kind: 'regex' }>, inner: PathSet): boolean {
  const start = startOf(inner)
  if (outer.kind === 'segments') {
    if (start.startsWith(`${outer.bare}/`) || outer.bare === '') return true
    return start === outer.bare && (inner.kind === 'segments' || inner.kind === 'exact')
  }
  return outer.kind === 'startsWith' ? start.startsWith(outer.value) : inner.kind === 'exact' && inner.value === outer.value
}

/** Whether `outer` takes every path that `inner` takes. */
export function pathCovers(outer: PathTest, inner: PathTest): Covering {
  const [wide, narrow] = [pathSet(outer), pathSet(inner)]
  if (wide.kind === 'regex') return regexCovers(wide, narrow)
  if (literalCovers(wide, narrow)) return 'yes'
  // A regex may take less than its literal start lets one think.
  return narrow.kind === 'regex' && (startOf(wide).startsWith(narrow.start) || narrow.start.startsWith(startOf(wide))) ? 'maybe' : 'no'
}

const isSameValue = (a: ValueMatch, b: ValueMatch) =>
  a.value === b.value && (a.kind === 'regex' ? b.kind === 'regex' && a.caseInsensitive === b.caseInsensitive : b.kind === 'exact')

type Side = { test: NamedTest; match: NamedMatch }

/** Whether what meets one test always meets another of the same name. */
function coversNamed(outer: Side, inner: Side, meets: (test: NamedTest, value: string) => boolean): Covering {
  return least(
    inner.match.any.map((value): Covering => {
      if (outer.match.any.some((one) => isSameValue(one, value))) return 'yes'
      return value.kind === 'regex' ? 'maybe' : sure(meets(outer.test, value.value))
    }),
  )
}

const sides = (tests: readonly NamedTest[], matches: readonly NamedMatch[]): Side[] =>
  matches.map((match, index) => ({ test: tests[index]!, match }))

function coversAllNamed(outer: Side[], inner: Side[], meets: (test: NamedTest, value: string) => boolean): Covering {
  return least(
    outer.map((one): Covering => {
      const other = inner.find(({ match }) => match.name === one.match.name)
      return other ? coversNamed(one, other, meets) : 'no'
    }),
  )
}

const meetsHeader = (test: NamedTest, value: string) => failedHeader([test], { [test.name]: value }) === null
const meetsQuery = (test: NamedTest, value: string) => failedQuery([test], new URLSearchParams([[test.name, value]])) === null

/** `*.x.test` is itself no name that a rule takes, but what takes it as one takes all names that it stands for. */
const coversSni = (outer: string, inner: string) =>
  outer === inner || (outer.startsWith('*.') ? sniMatches([outer], { protocol: 'https', sni: inner }) : false)

function coversSnis(outer: readonly string[], inner: readonly string[], protocol: 'http' | 'https'): boolean {
  if (outer.length === 0 || protocol === 'http') return true
  return inner.length > 0 && inner.every((sni) => outer.some((one) => coversSni(one, sni)))
}

const coversMethods = (outer: readonly string[], inner: readonly string[]) =>
  outer.length === 0 || (inner.length > 0 && inner.every((method) => outer.includes(method)))

const NONE: Conditions = { methods: [], headers: [], query: [], snis: [] }

/** Whether `outer` takes every request that `inner` takes. The place where a host ends takes nothing for anyone. */
export function covers(outer: TableEntry, inner: TableEntry, protocol: 'http' | 'https'): Covering {
  if (outer.route === null || inner.route === null || !hostCovers(outer.host, inner.host)) return 'no'
  const wide = outer.conditions ?? NONE
  const narrow = inner.conditions ?? NONE
  if (!coversMethods(wide.methods, narrow.methods)) return 'no'
  if (!coversSnis(wide.snis, narrow.snis, protocol)) return 'no'
  const named = least([
    coversAllNamed(sides(wide.headers, outer.route.headers), sides(narrow.headers, inner.route.headers), meetsHeader),
    coversAllNamed(sides(wide.query, outer.route.query), sides(narrow.query, inner.route.query), meetsQuery),
  ])
  return named === 'no' ? 'no' : least([pathCovers(outer.path, inner.path), named])
}
