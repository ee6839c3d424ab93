import type { z } from 'zod'
import { CHANGE_MARK } from '../change-mark.ts'
import { PARTS, PREFIX, readText, tooLong, type Definition, type Part, type PartValue } from './definition.ts'
import { DEFINITIONS, isKnown, nearestKnown, type Bearer } from './known.ts'

/** Texts by the annotations' names without prefix. */
export type Texts = Readonly<Record<string, string>>

/** An annotation that is left out, by its name without prefix, and why; `nearest`: it is not known, and this one is. */
export type Problem = { name: string; reason: string; nearest?: string }

const definitionsOf = (part: Part): readonly Definition[] => DEFINITIONS.filter((definition) => definition.part === part)
const OF_PART: Record<Part, readonly Definition[]> = {
  route: definitionsOf('route'),
  ingress: definitionsOf('ingress'),
  filters: definitionsOf('filters'),
  canary: definitionsOf('canary'),
  service: definitionsOf('service'),
  upstream: definitionsOf('upstream'),
  v1Service: definitionsOf('v1Service'),
}

const on = (bearer: Bearer) => DEFINITIONS.filter(({ part }) => PARTS[part].on === bearer)
const ON: Record<Bearer, readonly Definition[]> = { Ingress: on('Ingress'), Service: on('Service') }

type Setting = { definition: Definition; value: unknown; isOwn: boolean }

/** The first line of what YAML says, without the place: annotations are seldom longer than a line. */
const yamlReason = (error: unknown) => (error as Error).message.split('\n')[0]!.replace(/(?: at line \d+, column \d+)?:?$/, '')

function readSetting(definition: Definition, text: string, isOwn: boolean, problems: Problem[]): Setting | null {
  try {
    return { definition, value: readText(definition, text), isOwn }
  } catch (error) {
    if (isOwn) problems.push({ name: definition.name, reason: clipped(`Is no YAML: ${yamlReason(error)}`) })
    return null
  }
}

function filled(base: object, settings: readonly Setting[]): object {
  const object: Record<string, unknown> = { ...base }
  for (const { definition, value } of settings) {
    const [field, inner] = definition.path
    object[field!] = inner === undefined ? value : { ...(object[field!] as object | undefined), [inner]: value }
  }
  return object
}

const begins = (path: readonly PropertyKey[], start: readonly PropertyKey[]) => start.every((part, place) => path[place] === part)

const idOf = (issue: z.core.$ZodIssue) => `${issue.path.join('.')} ${issue.message}`

/** The settings that an issue is about by its place: it stands in the value of one, or at the field that one sets. */
const settingsAt = (issue: z.core.$ZodIssue, settings: readonly Setting[]) =>
  settings.filter(({ definition: { path } }) => begins(issue.path, path) && (issue.code !== 'custom' || issue.path.length > path.length))

type Issues = readonly z.core.$ZodIssue[]

/**
 * The settings that issues across fields are about, each with the first of them: the last one without which there would be no
 * such issue, since the rules do not say who broke them. Defaults give way before what the object says itself.
 */
function blamedFor(issues: Issues, settings: readonly Setting[], issuesOf: (settings: readonly Setting[]) => Issues): Map<Setting, z.core.$ZodIssue> {
  const left = new Map(settings.map((one) => [one, new Set(issuesOf(settings.filter((other) => other !== one)).map(idOf))]))
  const blamed = new Map<Setting, z.core.$ZodIssue>()
  for (const issue of issues) {
    const guilty = settings.filter((one) => !left.get(one)!.has(idOf(issue)))
    const last = guilty.findLast(({ isOwn }) => !isOwn) ?? guilty.at(-1)
    const akin = settings.filter(({ definition }) => definition.path[0] === issue.path[0])
    for (const one of last ? [last] : akin.length > 0 ? akin : settings) if (!blamed.has(one)) blamed.set(one, issue)
  }
  return blamed
}

/** The settings that are refused, each with the first issue about it. What stands at its place comes first: it may end the others. */
function refusedBy(issues: Issues, settings: readonly Setting[], issuesOf: (settings: readonly Setting[]) => Issues): Map<Setting, z.core.$ZodIssue> {
  const refused = new Map<Setting, z.core.$ZodIssue>()
  for (const issue of issues) for (const one of settingsAt(issue, settings)) if (!refused.has(one)) refused.set(one, issue)
  return refused.size > 0 ? refused : blamedFor(issues, settings, issuesOf)
}

const LONGEST_REASON = 300
const clipped = (text: string) => (text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text)

/** What the model says of a value, and where inside a structure; of a choice it only says that none fits. */
const reasonOf = (issue: z.core.$ZodIssue, { definition: { part, path, shape, only, values }, value }: Setting): string => {
  const isElsewhere = issue.code === 'invalid_type' && !begins(issue.path, path)
  const other = isElsewhere && OF_PART[part].find((one) => one.path.join('.') === issue.path.join('.'))
  if (other) return `Needs ${PREFIX}${other.name}`
  // What a shape puts around the text stands in no annotation.
  const hidden = shape && Array.isArray(value) && value.length === 1 ? 1 + (only === undefined ? 0 : 1) : 0
  const inside = issue.path.slice(path.length + hidden)
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  const isBare = issue.code === 'invalid_union' && message === 'Invalid input'
  const choice = isBare ? `; it takes: ${values.replaceAll('`', '')}` : ''
  return clipped(`${inside.length > 0 ? `${inside.join('.')}: ` : ''}${message}${choice}`)
}

/** The part with what the settings make of it; those that the model refuses are left out, and named. */
function fill(part: Part, base: object, given: readonly Setting[], fallback: (name: string) => Setting | null, problems: Problem[]): unknown {
  const { schema } = PARTS[part]
  const parse = (settings: readonly Setting[]) => schema.safeParse(filled(base, settings))
  let settings = given
  for (;;) {
    const result = parse(settings)
    if (result.success) return result.data
    const refused = refusedBy(result.error.issues, settings, (others) => parse(others).error?.issues ?? [])
    for (const [one, issue] of refused) {
      if (one.isOwn) problems.push({ name: one.definition.name, reason: reasonOf(issue, one) })
    }
    settings = settings.flatMap((one) => (refused.has(one) ? ((one.isOwn && fallback(one.definition.name)) || []) : [one]))
  }
}

const NONE: Texts = {}

/**
 * Reads the annotations of one part of an object. A value that the model refuses is left out, with the model's reason, and
 * its default holds.
 * @param own the object's own texts
 * @param defaults those of its class
 * @param base what the object says in other places
 * @returns `value` null where nothing is said of this part
 */
export function readPart<P extends Part>(
  part: P,
  own: Texts,
  defaults: Texts = NONE,
  base: object = {},
): { value: PartValue<P> | null; problems: Problem[] } {
  const problems: Problem[] = []
  const long = tooLong(ON[PARTS[part].on], own)
  const settings = OF_PART[part].flatMap((definition): Setting[] => {
    const { name } = definition
    const text = own[name]
    const fallback = defaults[name]
    if (long.has(name)) problems.push({ name, reason: long.get(name)! })
    const setting = text === undefined || long.has(name) ? null : readSetting(definition, text, true, problems)
    return [setting ?? (fallback === undefined ? null : readSetting(definition, fallback, false, problems))].filter((one) => one !== null)
  })
  if (settings.length === 0) return { value: null, problems }
  const fallback = (name: string) => {
    const text = defaults[name]
    return text === undefined ? null : readSetting(OF_PART[part].find((definition) => definition.name === name)!, text, false, problems)
  }
  return { value: fill(part, { ...PARTS[part].base, ...base }, settings, fallback, problems) as PartValue<P>, problems }
}

/** Our annotations among all of an object, without the prefix. */
export function ownTexts(annotations: Readonly<Record<string, string>> | undefined): Texts {
  let texts: Record<string, string> | null = null
  for (const key in annotations) if (key.startsWith(PREFIX)) (texts ??= {})[key.slice(PREFIX.length)] = annotations[key]!
  return texts ?? NONE
}

const NO_TEMPLATES = 'A cluster has no templates; what Ingresses share belongs into the parameters of their class'

// When these are gone, others are named.
const MOST_UNKNOWN = 20

/** The annotations that objects of this kind do not know, each with the one that was meant, most likely. */
export function unknownTexts(bearer: Bearer, texts: Texts): Problem[] {
  return Object.keys(texts)
    .filter((name) => !isKnown(bearer, name) && `${PREFIX}${name}` !== CHANGE_MARK)
    .slice(0, MOST_UNKNOWN)
    .map((name): Problem => {
      if (name === 'templates' && bearer === 'Ingress') return { name, reason: NO_TEMPLATES }
      const other = bearer === 'Ingress' ? 'Service' : 'Ingress'
      const bearerText = other === 'Ingress' ? 'an Ingress' : 'a Service'
      if (isKnown(other, name)) return { name, nearest: name, reason: `${PREFIX}${name} belongs on ${bearerText}` }
      const nearest = nearestKnown(bearer, name)
      return { name, nearest, reason: `There is no annotation ${PREFIX}${name}; did you mean ${PREFIX}${nearest}?` }
    })
}
