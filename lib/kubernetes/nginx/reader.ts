import type { AnnotatedType } from '../annotations/filter-schemas.ts'
import type { Texts } from '../annotations/apply.ts'
import type { V1Service } from '../objects.ts'
import { asBool } from './texts.ts'

/**
 * What is wrong with an annotation, by its name without prefix. `invalid`: it cannot be read, and its default holds · `closes`:
 * it protects, so that the paths answer 503 · `unserved`: it can be read, and something else comes of it, as the reason says.
 */
export type Finding = { name: string; kind: 'invalid' | 'closes' | 'unserved'; reason: string }

/** A filter as its schema takes it: services as `name:port`, consumers by their Secret. */
export type FilterInput = { type: AnnotatedType; [field: string]: unknown }

/** What annotations of an Ingress say, one after another. */
export type Draft = {
  route: { rewriteTarget?: string; useRegex?: boolean; requestBuffering?: boolean; responseBuffering?: boolean }
  /** `auto`: to https where the Ingress has TLS. */
  https: 'auto' | 'always' | 'never'
  /** Each with the annotation that asks for it. */
  filters: { by: string; filter: FilterInput }[]
  /** What is ours to say on a V1Service: annotations of ours without the prefix. */
  service: Record<string, string>
  /** Where "/" leads to. */
  appRoot?: string
}

/** What annotations are read with beside their texts. */
export type Surroundings = {
  namespace: string
  /** Of all its rules; null: they are several, or a wildcard, or none. */
  host: string | null
  service(name: string): V1Service | undefined
}

/** One Ingress while its annotations are read. */
export type Reader = Surroundings & {
  readonly draft: Draft
  readonly findings: Finding[]
  readonly names: readonly string[]
  /** Trimmed; undefined: it is not there. */
  text(name: string): string | undefined
  bool(name: string): boolean | undefined
  /** A whole number within bounds. */
  int(name: string, least: number, most: number): number | undefined
  /** Words with commas between them; empty ones are dropped. */
  list(name: string): string[] | undefined
  invalid(name: string, reason: string): void
  closes(name: string, reason: string): void
  unserved(name: string, reason: string): void
}

/** Annotations that are read together. The names are all that it reads. */
export type Family = { readonly names: readonly string[]; read(reader: Reader): void }

// The API server takes 256 KiB of annotations; nobody needs so much in one of these.
const LONGEST = 16_384

export const listOf = (text: string): string[] => text.split(',').map((item) => item.trim()).filter((item) => item !== '')

/** @param texts those of ingress-nginx, without the prefix */
export function openReader(texts: Texts, surroundings: Surroundings): Reader {
  const findings: Finding[] = []
  const say = (kind: Finding['kind']) => (name: string, reason: string) => void findings.push({ name, kind, reason })
  const invalid = say('invalid')
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(texts, name) ? texts[name]! : undefined
    if (value === undefined || value.length <= LONGEST) return value?.trim()
    invalid(name, `Has ${value.length} characters; at most ${LONGEST} are read`)
    return undefined
  }
  return {
    ...surroundings,
    draft: { route: {}, https: 'auto', filters: [], service: {} },
    findings,
    names: Object.keys(texts),
    text,
    bool(name) {
      const value = text(name)
      if (value === undefined) return undefined
      const read = asBool(value)
      if (read === null) invalid(name, 'Must be "true" or "false"')
      return read ?? undefined
    },
    int(name, least, most) {
      const value = text(name)
      if (value === undefined) return undefined
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
      if (number >= least && number <= most) return number
      invalid(name, `Must be a whole number from ${least} to ${most}`)
      return undefined
    },
    list(name) {
      const value = text(name)
      return value === undefined ? undefined : listOf(value)
    },
    invalid,
    closes: say('closes'),
    unserved: say('unserved'),
  }
}
