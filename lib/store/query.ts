import { AppError } from '#lib/errors.ts'
import type { Filter } from '#lib/model/filter.ts'
import type { Kind, Model } from '#lib/model/kinds.ts'
import { SECRET_FIELDS } from '#lib/model/kinds.ts'

/** `q` of a list, taken apart: `cart host:shop tag:"team a" status:error`. `marks`: the filters of `MARKS`. */
export type ParsedQuery = Record<'words' | 'hosts' | 'tags' | 'services' | 'statuses', string[]> & { marks: { field: Mark; value: string }[] }

/**
 * Filters on what has no column: each value is a line of the searched text, after a character that nobody types. `consumer:`
 * whose credential it is, or who may come · `filter:` a type of filter · `template:` · `type:` of a credential.
 */
const MARKS = { consumer: '\u0004', filter: '\u0005', template: '\u0006', type: '\u0007' } as const
type Mark = keyof typeof MARKS

const FILTERS = { host: 'hosts', tag: 'tags', service: 'services', status: 'statuses' } as const satisfies Record<string, keyof ParsedQuery>
const isMark = (field: string): field is Mark => Object.hasOwn(MARKS, field)
const TOKEN = /(?:(host|tag|service|status|consumer|filter|template|type):)?("[^"]*"?|[^\s"]\S*)?/giy

/** Splits words from field filters; quotes keep blanks; a filter without a value is ignored, as somebody is still typing it. */
export function parseQuery(q: string): ParsedQuery {
  const parsed: ParsedQuery = { words: [], hosts: [], tags: [], services: [], statuses: [], marks: [] }
  const text = q.slice(0, 1000)
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const [whole, named, raw = ''] = TOKEN.exec(text) ?? ['']
    if (whole === '') TOKEN.lastIndex = at + 1
    const value = raw.replaceAll('"', '').trim()
    if (value === '') continue
    const field = named?.toLowerCase()
    if (field !== undefined && isMark(field)) parsed.marks.push({ field, value })
    else parsed[field === undefined ? 'words' : FILTERS[field as keyof typeof FILTERS]].push(value)
  }
  return parsed
}

/**
 * Lower case, and without the characters that LIKE treats apart: SQLite and PostgreSQL escape them differently and Prisma
 * not at all. Stored text and searched text go through the same function, so that all stores find the same.
 */
const normalise = (text: string): string =>
  text.toLowerCase().replace(/[%_\\\n]/g, (character) => ({ '%': '\u0001', _: '\u0002', '\\': '\u0003' })[character] ?? ' ')

/** What a row is found by. The lists are lines, each between two line feeds. */
export type Facets = { search: string; hosts: string; tags: string; services: string; enabled: boolean }

const HOSTS: { [K in Kind]: (object: Model[K]) => (string | undefined)[] } = {
  listeners: (listener) => [listener.hostname],
  certificates: (certificate) => certificate.snis,
  upstreams: (upstream) => upstream.targets.map((target) => `${target.host}:${target.port}`),
  services: (service) => [service.host],
  consumers: () => [],
  credentials: () => [],
  templates: () => [],
  routes: (route) => [...route.hosts, ...route.snis],
  canaries: () => [],
  'route-tests': ({ request }) => [/^https?:\/\/([^/?]+)/i.exec(request.url)?.[1]],
}

const ofFilters = (filters: readonly Filter[]): Marked => ({
  filter: filters.map(({ type }) => type),
  consumer: filters.flatMap((filter) => ('consumers' in filter ? (filter.consumers ?? []) : [])),
})

type Marked = Partial<Record<Mark, string[]>>
const MARKED: { [K in Kind]?: (object: Model[K]) => Marked } = {
  credentials: ({ consumer, type }) => ({ consumer: [consumer], type: [type] }),
  templates: ({ filters }) => ofFilters(filters),
  routes: ({ filters, templates }) => ({ ...ofFilters(filters), template: templates }),
}

/** Fields whose keys are names of headers and parameters. */
const NAMED: ReadonlySet<string> = new Set(['headers', 'query', 'set', 'add'])

function textsOf(value: unknown, key: string, out: Set<string>): void {
  if (typeof value === 'string') {
    if (!value.trimStart().startsWith('-----BEGIN ')) out.add(value)
  } else if (typeof value === 'number') {
    if (key === 'port') out.add(String(value))
  } else if (value !== null && typeof value === 'object') {
    for (const [name, part] of Object.entries(value)) {
      if (NAMED.has(key)) out.add(name)
      textsOf(part, name, out)
    }
  }
}

const lines = (texts: Iterable<string | undefined>): string => {
  const present = [...texts].filter((text) => text !== undefined)
  return present.length === 0 ? '' : `\n${present.map(normalise).join('\n')}\n`
}

const markLines = (marked: Marked): string[] =>
  Object.entries(marked).flatMap(([field, values]) => values.map((value) => MARKS[field as Mark] + value))

/** What an object is found by: its texts without secrets and PEM, its hosts, tags and the services that it names. */
export function facetsOf<K extends Kind>(kind: K, object: Model[K]): Facets {
  const secret: readonly string[] = SECRET_FIELDS[kind] ?? []
  const hosts = HOSTS[kind](object)
  const texts = new Set<string>()
  textsOf(Object.fromEntries(Object.entries(object).filter(([field]) => !secret.includes(field))), '', texts)
  for (const host of hosts) if (host !== undefined) texts.add(host)
  for (const line of markLines(MARKED[kind]?.(object) ?? {})) texts.add(line)
  return {
    search: lines(texts),
    hosts: lines(hosts),
    tags: lines(object.tags),
    services: lines('service' in object ? [object.service] : []),
    enabled: !('enabled' in object) || object.enabled,
  }
}

export type Conditions = { contains: { facet: 'search' | 'hosts' | 'tags' | 'services'; text: string }[]; disabled: boolean }

/** What a row's facets must hold. Statuses other than `disabled` are no matter of rows; the caller gives `names`. */
export function conditionsOf(q: string): Conditions {
  const parsed = parseQuery(q)
  const contains: Conditions['contains'] = [
    ...parsed.words.map((word) => ({ facet: 'search' as const, text: normalise(word) })),
    ...parsed.hosts.map((host) => ({ facet: 'hosts' as const, text: normalise(host) })),
    ...parsed.tags.map((tag) => ({ facet: 'tags' as const, text: lines([tag]) })),
    ...parsed.services.map((service) => ({ facet: 'services' as const, text: lines([service]) })),
    ...parsed.marks.map(({ field, value }) => ({ facet: 'search' as const, text: lines([MARKS[field] + value]) })),
  ]
  if (contains.length > 50) throw new AppError('BAD_REQUEST', 'A search may have at most 50 words')
  return { contains, disabled: parsed.statuses.includes('disabled') }
}
