import { Affinity } from '#lib/model/filters/affinity.ts'
import type { Family, FilterInput, Reader } from '../reader.ts'

const MODES = ['balanced', 'persistent']
const SITES: Record<string, string> = { none: 'None', lax: 'Lax', strict: 'Strict' }

/** A field that the filter's schema takes; else it is named and left to its default. */
function field({ text, invalid }: Reader, name: string, key: 'cookie' | 'path' | 'domain'): string | undefined {
  const value = text(name)
  if (!value) return undefined
  const issue = Affinity.shape[key].safeParse(value).error?.issues[0]
  if (issue) invalid(name, issue.message)
  return issue ? undefined : value
}

/** Keeps clients at a target by a cookie (ingress-nginx annotations/sessionaffinity). What canaries do stands on the canary Ingress. */
export const AFFINITY: Family = {
  names: [
    'affinity', 'affinity-mode', 'session-cookie-name', 'session-cookie-path', 'session-cookie-domain', 'session-cookie-expires', 'session-cookie-max-age',
    'session-cookie-samesite', 'session-cookie-conditional-samesite-none', 'session-cookie-secure', 'session-cookie-change-on-failure',
  ],
  read(reader) {
    const { draft, text, bool, int, invalid } = reader
    const type = text('affinity')
    if (type === undefined || type === '') return
    if (type !== 'cookie') return invalid('affinity', 'Must be "cookie"')
    const mode = text('affinity-mode')
    if (mode && !MODES.includes(mode)) invalid('affinity-mode', 'Must be "balanced" or "persistent"')
    const site = text('session-cookie-samesite')
    if (site && !Object.hasOwn(SITES, site.toLowerCase())) invalid('session-cookie-samesite', 'Must be "None", "Lax" or "Strict"')
    const filter: FilterInput = {
      type: 'affinity',
      mode: mode && MODES.includes(mode) ? mode : undefined,
      cookie: field(reader, 'session-cookie-name', 'cookie'),
      path: field(reader, 'session-cookie-path', 'path'),
      domain: field(reader, 'session-cookie-domain', 'domain'),
      maxAgeSeconds: int('session-cookie-max-age', 0, 2_147_483_647),
      expiresSeconds: int('session-cookie-expires', 0, 2_147_483_647),
      sameSite: site && SITES[site.toLowerCase()],
      conditionalSameSiteNone: bool('session-cookie-conditional-samesite-none'),
      secure: bool('session-cookie-secure'),
      changeOnFailure: bool('session-cookie-change-on-failure'),
    }
    draft.filters.push({ by: 'affinity', filter })
  },
}
