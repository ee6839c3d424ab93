import { hostText } from '#lib/routing/host.ts'
import { escapePath, normalisePath, type PathForm } from '#lib/routing/path.ts'
import { witnesses as patternExamples } from '#lib/routing/regex/witness.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledListener, CompiledRoute, Entry, EntryPath, HostMatch, NamedMatch, ValueMatch } from '#lib/snapshot/snapshot.ts'

/** A path segment and a host label that no rule is likely to name. */
const ANY_SEGMENT = '~any~'
export const ANY_LABEL = 'any-host'
const NOWHERE = `${ANY_LABEL}.invalid`

/** Text about a witness, as people read it: what stands for anything becomes `*` or `…`. */
export const generalText = (text: string): string => text.replaceAll(NOWHERE, '*').replaceAll(ANY_LABEL, '*').replaceAll(ANY_SEGMENT, '…')

/** A request, and the pattern that it stands for: `GET shop.test/api… with x-version: 2`. */
export type Witness = { request: RoutingRequest; pattern: () => string }

/**
 * `pattern`: all that the entry takes. An entry that takes any method is witnessed with GET, and `otherMethod` is its base
 * request with a method that no route names: where the two differ, "GET" belongs before the patterns.
 */
export type EntryWitnesses = { pattern: () => string; witnesses: Witness[]; otherMethod: Witness | null }

/** The requests of all witnesses. */
export const requestsOf = ({ witnesses, otherMethod }: EntryWitnesses): RoutingRequest[] =>
  [...witnesses, ...(otherMethod ? [otherMethod] : [])].map(({ request }) => request)

/** What a route asks beside host and path. */
export type Asked = Pick<CompiledRoute, 'methods' | 'headers' | 'query' | 'snis'>

/** An entry, its route (null: the place where a host ends), and the listener on which it stands. */
export type WitnessSubject = {
  entry: Pick<Entry, 'host' | 'path'>
  route: Asked | null
  listener: Pick<CompiledListener, 'protocol' | 'pathForm'>
}

export type WitnessMaker = {
  /** A request that meets exactly what the entry asks; null where no path is found that its regex takes. */
  base(subject: WitnessSubject): RoutingRequest | null
  /** The base request, then one for each other value of each field. Empty where `base` is null. */
  all(subject: WitnessSubject): EntryWitnesses
}

type Choice = { value: string; text: string }
/** `all`: how people read all of its choices at once. */
type Field = { kind: 'method' | 'host' | 'path' | 'header' | 'query' | 'sni'; name: string; choices: Choice[]; all: string }

function hostChoices(host: HostMatch): Choice[] {
  const port = host.kind === 'any' || host.port === undefined ? '' : `:${host.port}`
  const named = (name: string): Choice => ({ value: `${name}${port}`, text: hostText(host) })
  switch (host.kind) {
    case 'any':
      return [named(NOWHERE)]
    case 'exact':
      return [named(host.value)]
    case 'suffix':
      return [ANY_LABEL, ...(host.labels === 'many' ? [`${ANY_LABEL}.${ANY_LABEL}`] : [])].map((labels) => named(labels + host.value))
    case 'prefix':
      return [named(host.value + ANY_LABEL)]
  }
}

/** Paths that a literal rule takes: below it, and itself. */
function literalPaths(path: Exclude<EntryPath, { kind: 'regex' }>): Choice[] {
  if (path.kind === 'any') return [{ value: `/${ANY_SEGMENT}`, text: '' }, { value: '/', text: '/' }]
  const { kind, value } = path
  const itself = { value, text: value }
  if (kind === 'exact') return [itself]
  const below = { value: `${value}${value.endsWith('/') ? '' : '/'}${ANY_SEGMENT}`, text: `${value}…` }
  // The trailing slash of a prefix says nothing.
  if (kind === 'prefix') {
    const bare = value.slice(0, -1)
    return value.endsWith('/') && bare !== '' ? [below, itself, { value: bare, text: bare }] : [below, itself]
  }
  return [...(value.endsWith('/') ? [] : [{ value: `${value}${ANY_SEGMENT}`, text: below.text }]), below, itself]
}

/** Examples that arrive as they are: a path with "//" or ".." would be another one by the time it is matched. */
function regexPaths({ value, caseInsensitive }: Extract<EntryPath, { kind: 'regex' }>, form: PathForm): Choice[] {
  const isPath = (text: string) => text.startsWith('/') && normalisePath(escapePath(text, form), form) === text
  return patternExamples(value, caseInsensitive)
    .filter(isPath)
    .map((path) => ({ value: path, text: `${value}…` }))
}

const valueText = (value: ValueMatch) => (value.kind === 'regex' ? `~${value.value}` : value.value)

const exampleOf = (value: ValueMatch) => (value.kind === 'exact' ? value.value : (patternExamples(value.value, value.caseInsensitive)[0] ?? ''))

const valueChoices = (any: readonly ValueMatch[]): Choice[] => any.map((value) => ({ value: exampleOf(value), text: valueText(value) }))

const namedFields = (kind: 'header' | 'query', matches: readonly NamedMatch[]): Field[] =>
  matches.map(({ name, any }) => ({ kind, name, choices: valueChoices(any), all: any.map(valueText).join('|') }))

const methodField = (methods: readonly string[]): Field =>
  methods.length > 0
    ? { kind: 'method', name: '', choices: methods.map((value) => ({ value, text: `${value} ` })), all: `${methods.join(',')} ` }
    : { kind: 'method', name: '', choices: [{ value: 'GET', text: '' }], all: '' }

const sniField = (snis: readonly string[]): Field[] =>
  snis.length === 0
    ? []
    : [{ kind: 'sni', name: 'SNI', choices: snis.map((sni) => ({ value: sni.replace(/^\*/, ANY_LABEL), text: sni })), all: snis.join('|') }]

const NO_CONDITIONS: Asked = { methods: [], headers: [], query: [], snis: [] }

function fieldsOf({ entry, route, listener }: WitnessSubject, paths: Choice[]): Field[] {
  const { methods, headers, query, snis } = route ?? NO_CONDITIONS
  return [
    methodField(methods),
    { kind: 'host', name: '', choices: hostChoices(entry.host), all: hostText(entry.host) },
    { kind: 'path', name: '', choices: paths, all: paths[0]!.text },
    ...namedFields('header', headers),
    ...namedFields('query', query),
    ...(listener.protocol === 'https' ? sniField(snis) : []),
  ]
}

/** The request of one choice a field. `other`: the field that takes another than its first, and which. */
function requestOf(fields: Field[], { listener }: WitnessSubject, other?: { field: Field; choice: Choice }): RoutingRequest {
  const request: RoutingRequest = { method: '', host: '', target: '', headers: {}, protocol: listener.protocol }
  const headers: Record<string, string> = {}
  const query: [string, string][] = []
  for (const field of fields) {
    const { value } = other?.field === field ? other.choice : field.choices[0]!
    if (field.kind === 'method') request.method = value
    else if (field.kind === 'host') request.host = value
    else if (field.kind === 'path') request.target = escapePath(value, listener.pathForm)
    else if (field.kind === 'header') headers[field.name] = value
    else if (field.kind === 'query') query.push([field.name, value])
    else request.sni = value
  }
  request.headers = headers
  if (query.length > 0) request.target += `?${new URLSearchParams(query).toString()}`
  if (listener.protocol === 'https') request.sni ??= request.host.replace(/:\d+$/, '')
  return request
}

function patternOf(fields: Field[], textOf: (field: Field) => string): string {
  const start = fields.filter(({ kind }) => kind === 'method' || kind === 'host' || kind === 'path').map(textOf)
  const conditions = fields.flatMap((field) => {
    if (field.kind === 'header' || field.kind === 'sni') return [`${field.name}: ${textOf(field)}`]
    return field.kind === 'query' ? [`${field.name}=${textOf(field)}`] : []
  })
  return `${start.join('')}${conditions.length > 0 ? ` with ${conditions.join(', ')}` : ''}`
}

/**
 * Makes requests that entries take when nothing is ranked before them; the same for the same entry.
 * @param otherMethod one that no route names, for entries that take any method
 */
export function witnessMaker(otherMethod: string): WitnessMaker {
  const examples = new Map<string, Choice[]>()
  const pathsOf = ({ entry: { path }, listener: { pathForm } }: WitnessSubject): Choice[] => {
    if (path.kind !== 'regex') return literalPaths(path)
    const key = `${pathForm} ${path.caseInsensitive} ${path.value}`
    let paths = examples.get(key)
    if (!paths) examples.set(key, (paths = regexPaths(path, pathForm)))
    return paths
  }
  return {
    base(subject) {
      const paths = pathsOf(subject)
      return paths.length === 0 ? null : requestOf(fieldsOf(subject, paths), subject)
    },
    all(subject) {
      const paths = pathsOf(subject)
      if (paths.length === 0) return { pattern: () => '', witnesses: [], otherMethod: null }
      const fields = fieldsOf(subject, paths)
      const base: Witness = { request: requestOf(fields, subject), pattern: () => patternOf(fields, (field) => field.choices[0]!.text) }
      const others = fields.flatMap((field) =>
        field.choices.slice(1).map((choice): Witness => ({
          request: requestOf(fields, subject, { field, choice }),
          pattern: () => patternOf(fields, (one) => (one === field ? choice.text : one.choices[0]!.text)),
        })),
      )
      const takesAny = (subject.route?.methods.length ?? 0) === 0
      const other: Witness = { request: { ...base.request, method: otherMethod }, pattern: () => `other methods ${base.pattern()}` }
      return { pattern: () => patternOf(fields, ({ all }) => all), witnesses: [base, ...others], otherMethod: takesAny ? other : null }
    },
  }
}
