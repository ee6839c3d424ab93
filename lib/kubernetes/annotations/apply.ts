import type { z } from 'zod'
import { PARTS, PREFIX, readText, type Definition, type Part, type PartValue } from './definition.ts'
import { DEFINITIONS, isKnown, nearestKnown, type Bearer } from './known.ts'

/** Texts by the annotations' names without prefix. */
export type Texts = Readonly<Record<string, string>>

/** An annotation that is left out, by its name without prefix, and why; `nearest`: it is not known, and this one is. */
export type Problem = { name: string; reason: string; nearest?: string }

const definitionsOf = (part: Part): readonly Definition[] => DEFINITIONS.filter((definition) => definition.part === part)
const OF_PART: Record<Part, readonly Definition[]> = {
  route: definitionsOf('route'),
  ingress: definitionsOf('ingress'),
  canary: definitionsOf('canary'),
  service: definitionsOf('service'),
  upstream: definitionsOf('upstream'),
  v1Service: definitionsOf('v1Service'),
}

type Setting = { definition: Definition; value: unknown; isOwn: boolean }

/** The first line of what YAML says, without the place: annotations are seldom longer than a line. */
const yamlReason = (error: unknown) => (error as Error).message.split('\n')[0]!.replace(/(?: at line \d+, column \d+)?:?$/, '')

function readSetting(definition: Definition, text: string, isOwn: boolean, problems: Problem[]): Setting | null {
  try {
    return { definition, value: readText(definition, text), isOwn }
  } catch (error) {
    if (isOwn) problems.push({ name: definition.name, reason: `Is no YAML: ${yamlReason(error)}` })
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

const isSameIssue = (a: z.core.$ZodIssue, b: z.core.$ZodIssue) => a.message === b.message && a.path.join('.') === b.path.join('.')

/**
 * Which settings an issue is about. One that stands at its field, or else the last one without which there would be no issue:
 * rules across fields do not say who broke them. Defaults give way before what the object says itself.
 */
function blamed(
  issue: z.core.$ZodIssue,
  settings: readonly Setting[],
  issuesOf: (settings: readonly Setting[]) => readonly z.core.$ZodIssue[],
): readonly Setting[] {
  const at = settings.filter(({ definition }) => begins(issue.path, definition.path))
  if (issue.code !== 'custom' && at.length > 0) return at
  const guilty = settings.filter((one) => !issuesOf(settings.filter((other) => other !== one)).some((left) => isSameIssue(left, issue)))
  const last = guilty.findLast(({ isOwn }) => !isOwn) ?? guilty.at(-1)
  if (last) return [last]
  const akin = settings.filter(({ definition }) => definition.path[0] === issue.path[0])
  return akin.length > 0 ? akin : settings
}

/** What the model says of a value, and where inside a structure; of a choice it only says that none fits. */
const reasonOf = (issue: z.core.$ZodIssue, { part, path, shape, values }: Definition): string => {
  const isElsewhere = issue.code === 'invalid_type' && !begins(issue.path, path)
  const other = isElsewhere && OF_PART[part].find((one) => one.path.join('.') === issue.path.join('.'))
  if (other) return `Needs ${PREFIX}${other.name}`
  // What a shape puts around the text stands in no annotation.
  const inside = issue.path.slice(path.length + (shape ? 1 : 0))
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  const choice = issue.code === 'invalid_union' ? `; it takes: ${values.replaceAll('`', '')}` : ''
  return `${inside.length > 0 ? `${inside.join('.')}: ` : ''}${message}${choice}`
}

/** The part with what the settings make of it; those that the model refuses are left out, and named. */
function fill(part: Part, base: object, given: readonly Setting[], fallback: (name: string) => Setting | null, problems: Problem[]): unknown {
  const { schema } = PARTS[part]
  const parse = (settings: readonly Setting[]) => schema.safeParse(filled(base, settings))
  let settings = given
  for (;;) {
    const result = parse(settings)
    if (result.success) return result.data
    const refused = new Set<Setting>()
    for (const issue of result.error.issues) {
      for (const one of blamed(issue, settings, (others) => parse(others).error?.issues ?? [])) {
        if (one.isOwn && !refused.has(one)) problems.push({ name: one.definition.name, reason: reasonOf(issue, one.definition) })
        refused.add(one)
      }
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
  const settings = OF_PART[part].flatMap((definition): Setting[] => {
    const text = own[definition.name]
    const fallback = defaults[definition.name]
    const setting = text === undefined ? null : readSetting(definition, text, true, problems)
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

/** The annotations that objects of this kind do not know, each with the one that was meant, most likely. */
export function unknownTexts(bearer: Bearer, texts: Texts): Problem[] {
  return Object.keys(texts)
    .filter((name) => !isKnown(bearer, name))
    .map((name) => {
      const other = bearer === 'Ingress' ? 'Service' : 'Ingress'
      const bearerText = other === 'Ingress' ? 'an Ingress' : 'a Service'
      if (isKnown(other, name)) return { name, nearest: name, reason: `${PREFIX}${name} belongs on ${bearerText}` }
      const nearest = nearestKnown(bearer, name)
      return { name, nearest, reason: `There is no annotation ${PREFIX}${name}; did you mean ${PREFIX}${nearest}?` }
    })
}
