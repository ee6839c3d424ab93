import { KIND_NAMES, KINDS, type Kind, type Model } from '#lib/model/kinds.ts'
import { withDialectDefaults } from '#lib/model/defaults.ts'
import { builtInListeners } from '#lib/model/listener.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import { refuseInput, parseInput } from '../parse-input.ts'
import { say, type Locale } from '../messages.ts'
import type { TesterRequest } from './input.ts'

type Draft = NonNullable<TesterRequest['draft']>

const WORKSPACE = 'draft'
const SERVED_DIALECTS: Dialect[] = ['gateway', 'kong', 'ingress']
/** What an object that came from the API carries beyond its model. */
const NOT_MODEL = ['kind', 'version', 'createdAt', 'updatedAt', 'facts']

function declare<K extends Kind>(kind: K, given: Record<string, unknown>, dialect: Dialect, index: number, locale: Locale): Declared<Model[K]> {
  const fields = Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_MODEL.includes(name)))
  const object = parseInput(KINDS[kind], withDialectDefaults(dialect, kind, fields), locale, ['draft', 'objects', index]) as Model[K]
  // Age decides between equals: the list's order stands for it where the draft does not say.
  const createdAt = typeof given.createdAt === 'string' ? given.createdAt : new Date(index * 1000).toISOString()
  return { object, source: { workspace: WORKSPACE, kind, name: object.name }, createdAt }
}

/**
 * The objects of a draft as a configuration of their own, with the built-in listeners.
 * @throws {AppError} INVALID: an object that its schema refuses, or a dialect that this version cannot explain
 */
export function draftConfig(draft: Draft, locale: Locale): RoutingConfig {
  const { dialect, objects } = draft
  if (!SERVED_DIALECTS.includes(dialect)) {
    refuseInput([{ path: ['draft', 'dialect'], message: say(locale, 'dialectNotServed', { dialect, dialects: SERVED_DIALECTS.join(', ') }) }])
  }
  const lists = Object.fromEntries(
    KIND_NAMES.map((kind) => [
      kind,
      objects.flatMap((given, index) => (given.kind === kind ? [declare(kind, given, dialect, index, locale)] : [])),
    ]),
  ) as { [K in Kind]: Declared<Model[K]>[] }
  const named = new Set(lists.listeners.map(({ object }) => object.name))
  const builtIn = builtInListeners()
    .filter(({ name }) => !named.has(name))
    .map((object): Declared<Model['listeners']> => ({ object, source: { workspace: WORKSPACE, kind: 'listeners', name: object.name }, createdAt: new Date(0).toISOString() }))
  return { workspace: WORKSPACE, dialect, revision: 0, ...lists, listeners: [...builtIn, ...lists.listeners] }
}
