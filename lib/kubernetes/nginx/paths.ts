import type { PathMatch } from '#lib/model/route.ts'
import type { IngressPath } from '../objects.ts'

const REGEX_CHARACTERS = /[()[\]{}^$*+?|\\]/

export type PathRules = { useRegex: boolean; rewriteTarget: string | undefined }

/**
 * A path of an Ingress as one of ours. With use-regex, ImplementationSpecific is a regular expression. `isGuessed`: it has the
 * characters of one, and another type (many tutorials; ingress-nginx refuses it by strict-validate-path-type).
 */
export function nginxPath({ path, pathType }: IngressPath, { useRegex, rewriteTarget }: PathRules): { match: PathMatch; isGuessed: boolean } {
  const value = path || '/'
  if (pathType === 'ImplementationSpecific') return { match: { type: useRegex ? 'regex' : 'implementationSpecific', value }, isGuessed: false }
  const isRegexHost = useRegex || (rewriteTarget !== undefined && rewriteTarget !== value)
  if (isRegexHost && REGEX_CHARACTERS.test(value)) return { match: { type: 'regex', value }, isGuessed: true }
  return { match: { type: pathType === 'Exact' ? 'exact' : 'prefix', value }, isGuessed: false }
}

/** Whether use-regex need not be said of the routes of an Ingress: each host has a path that is a regular expression anyway. */
export function saysRegexByPaths(places: readonly { host: string; match: PathMatch | null }[]): boolean {
  const hosts = new Map<string, boolean>()
  for (const { host, match } of places) if (match) hosts.set(host, hosts.get(host) === true || match.type === 'regex')
  return hosts.size > 0 && [...hosts.values()].every(Boolean)
}

/** Whether a path takes "/" (app-root). */
export function takesRoot(match: PathMatch): boolean {
  if (match.value === '/') return true
  if (match.type !== 'regex' && match.type !== 'implementationSpecific') return false
  try {
    return new RegExp(`^${match.value}`, 'i').test('/')
  } catch {
    return false
  }
}
