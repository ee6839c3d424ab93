import type { PathMatch } from '#lib/model/route.ts'
import type { IngressPath } from '../objects.ts'

/** What annotations say of the paths of an Ingress. */
export type PathReading = { pathType?: 'regex' | 'startsWith'; useRegex: boolean; hasRewriteTarget: boolean }

const REGEX_CHARACTERS = /[()[\]{}^$*+?|\\]/

/**
 * A path of an Ingress as one of ours. `isGuessed`: it is read as a regular expression only since it looks like one and its
 * captures are asked for, as in `/api(/|$)(.*)` of many tutorials.
 */
export function readPath({ path, pathType }: IngressPath, reading: PathReading): { match: PathMatch; isGuessed: boolean } {
  // Only ImplementationSpecific may have none.
  const value = path || '/'
  if (pathType === 'Exact') return { match: { type: 'exact', value }, isGuessed: false }
  if (reading.pathType) return { match: { type: reading.pathType, value }, isGuessed: false }
  if (pathType === 'ImplementationSpecific' && reading.useRegex) return { match: { type: 'regex', value }, isGuessed: false }
  if ((reading.hasRewriteTarget || reading.useRegex) && REGEX_CHARACTERS.test(value)) return { match: { type: 'regex', value }, isGuessed: true }
  return { match: { type: pathType === 'Prefix' ? 'prefix' : 'implementationSpecific', value }, isGuessed: false }
}
