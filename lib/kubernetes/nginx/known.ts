import type { Family, Finding } from './reader.ts'
import { nearestOf } from '../annotations/known.ts'
import { ACCESS } from './families/access.ts'
import { AFFINITY } from './families/affinity.ts'
import { BACKENDS } from './families/backends.ts'
import { BASIC_AUTH } from './families/basic-auth.ts'
import { BODY } from './families/body.ts'
import { CORS } from './families/cors.ts'
import { EXTERNAL_AUTH, REFUSED } from './families/external-auth.ts'
import { HTTPS } from './families/https.ts'
import { LIMITS } from './families/limits.ts'
import { PATH } from './families/path.ts'
import { REDIRECTS } from './families/redirects.ts'
import { SERVICE } from './families/service.ts'
import { CANARY_NAMES } from './canary.ts'
import { CLOSING_NAMES, OTHERS } from './unserved.ts'

/** All that an Ingress is read by which is no canary. */
export const FAMILIES: readonly Family[] = [
  PATH, HTTPS, REDIRECTS, ACCESS, LIMITS, CORS, BASIC_AUTH, EXTERNAL_AUTH, AFFINITY, BODY, BACKENDS, SERVICE, OTHERS,
]

const KNOWN: ReadonlySet<string> = new Set([...FAMILIES.flatMap(({ names }) => names), ...CANARY_NAMES])

export const isKnown = (name: string): boolean => KNOWN.has(name)

/** Without these, requests would pass that somebody wanted to be refused: one that cannot be read closes the paths. */
export const PROTECTING: ReadonlySet<string> = new Set([
  'allowlist-source-range', 'whitelist-source-range', 'denylist-source-range', 'auth-type', 'auth-secret', 'auth-secret-type', 'auth-url', 'auth-method',
  'temporal-redirect', 'permanent-redirect', ...REFUSED, ...CLOSING_NAMES,
])

// When these are gone, others are named.
const MOST_UNKNOWN = 20

/** The annotations that ingress-nginx does not know, each with the one that was meant, most likely. */
export function unknownNames(names: readonly string[]): { name: string; nearest: string }[] {
  const unknown = names.filter((name) => !KNOWN.has(name)).slice(0, MOST_UNKNOWN)
  return unknown.map((name) => ({ name, nearest: nearestOf(KNOWN, name) }))
}

/** A finding of an annotation that protects is about who may pass, whatever is wrong with it. */
export const protecting = (finding: Finding): Finding =>
  finding.kind === 'invalid' && PROTECTING.has(finding.name) ? { ...finding, kind: 'closes' } : finding
