import { Port } from '#lib/model/common.ts'
import { KIND_NAMES, KINDS, type Kind, type Model } from '#lib/model/kinds.ts'
import { withDialectDefaults } from '#lib/model/defaults.ts'
import { builtInListeners } from '#lib/model/listener.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import { parseInput } from '../parse-input.ts'
import type { Locale } from '../messages.ts'
import type { TesterRequest } from './input.ts'
import { lenient } from './lenient.ts'

type Draft = NonNullable<TesterRequest['draft']>

const WORKSPACE = 'draft'
const STREAMS = ['tcp', 'tls', 'udp'] as const
/** What an object that came from the API carries beyond its model. */
const NOT_MODEL = ['kind', 'version', 'createdAt', 'updatedAt', 'facts']

/** Ages are compared as text, so that they are brought to one form. Kong counts seconds. */
function ageOf(given: unknown): string | undefined {
  const date = typeof given === 'number' ? new Date(given * 1000) : typeof given === 'string' ? new Date(given) : null
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined
}

function declare<K extends Kind>(kind: K, given: Record<string, unknown>, dialect: Dialect, index: number, locale: Locale): Declared<Model[K]> {
  const fields = Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_MODEL.includes(name)))
  const parsed = parseInput(KINDS[kind], withDialectDefaults(dialect, kind, lenient(kind, fields, dialect)), locale, ['draft', 'objects', index]) as Model[K]
  // A stored listener of a built-in name has no port of its own; one of a draft may.
  const object = kind === 'listeners' && Port.safeParse(given.port).success ? { ...parsed, port: given.port } : parsed
  // Age decides between equals: the list's order stands for it where the draft does not say.
  const createdAt = ageOf(given.createdAt) ?? new Date(index * 1000).toISOString()
  return { object, source: { workspace: WORKSPACE, kind, name: object.name }, createdAt }
}

/** On every port: a draft asks about routes, and need not say where they listen. */
const streamListener = (protocol: (typeof STREAMS)[number]): Model['listeners'] => ({ name: protocol, protocol, enabled: true, tags: [] })

/**
 * The objects of a draft as a configuration of their own, with the built-in listeners and one for each stream protocol.
 * @throws {AppError} INVALID: an object that its schema refuses
 */
export function draftConfig(draft: Draft, locale: Locale): RoutingConfig {
  const { dialect, objects } = draft
  const lists = Object.fromEntries(
    KIND_NAMES.map((kind) => [
      kind,
      objects.flatMap((given, index) => (given.kind === kind ? [declare(kind, given, dialect, index, locale)] : [])),
    ]),
  ) as { [K in Kind]: Declared<Model[K]>[] }
  const named = new Set(lists.listeners.map(({ object }) => object.name))
  const protocols = new Set<string>(lists.listeners.map(({ object }) => object.protocol))
  const builtIn = [...builtInListeners(), ...STREAMS.filter((protocol) => !protocols.has(protocol)).map(streamListener)]
    .filter(({ name }) => !named.has(name))
    .map((object): Declared<Model['listeners']> => ({ object, source: { workspace: WORKSPACE, kind: 'listeners', name: object.name }, createdAt: new Date(0).toISOString() }))
  return { workspace: WORKSPACE, dialect, revision: 0, ...lists, listeners: [...builtIn, ...lists.listeners] }
}
