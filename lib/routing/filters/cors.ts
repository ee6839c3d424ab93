import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { FieldEdits } from './edits.ts'

type Asked = 'access-control-request-method' | 'access-control-request-headers'

/** What CORS reads of a request. `asked` gives what a preflight asks for. */
export type CorsRequest = { method: string; origin: string | null; asked(name: Asked): string | null }

/** `preflight`: answered here, with 204 · `allowed`, `refused`: served, with our headers or with none. */
export type CorsOutcome = { kind: 'preflight' | 'allowed' | 'refused'; edits: FieldEdits }

/** Whatever the target says of other origins gives way to the filter. */
const OWN_FIELDS = /^access-control-[^:\n]*:[^\n]*\n/gim

/** Caches must keep answers for different origins apart (Fetch §3.2.5). */
const VARY = 'Vary: Origin\r\n'

const LABEL = /^[a-z0-9-]+$/
/** Field names, or a method: nothing else is sent back. */
const TOKENS = /^[!#$%&'*+.^_`|~0-9A-Za-z, -]+$/

/**
 * Whether an origin is on a list: letters compare in any case, scheme and port exactly, and `*.` stands for one label of
 * `[A-Za-z0-9-]` (ingress-nginx cors-allow-origin).
 * @param allowed without `*`, which is every origin
 */
export function originTest(allowed: readonly string[]): (origin: string) => boolean {
  const list = allowed.map((origin) => origin.toLowerCase())
  const exact = new Set(list.filter((origin) => !origin.includes('*')))
  const wild = new Set(list.filter((origin) => origin.includes('://*.')).map((origin) => origin.replace('*', '')))
  return (sent) => {
    const origin = sent.toLowerCase()
    if (exact.has(origin)) return true
    const host = origin.indexOf('://') + 3
    const dot = origin.indexOf('.', host)
    if (wild.size === 0 || host === 2 || dot === -1) return false
    return LABEL.test(origin.slice(host, dot)) && wild.has(origin.slice(0, host) + origin.slice(dot))
  }
}

const line = (name: string, value: string): string => (value === '' ? '' : `${name}: ${value}\r\n`)

/** The lines that say what is allowed, methods and headers as given. */
function allowedLines(filter: FilterOf<'cors'>, methods: string, headers: string): string {
  return (
    line('Access-Control-Allow-Credentials', filter.allowCredentials ? 'true' : '') +
    line('Access-Control-Allow-Methods', methods) +
    line('Access-Control-Allow-Headers', headers) +
    line('Access-Control-Expose-Headers', filter.exposeHeaders.join(', ')) +
    line('Access-Control-Max-Age', String(filter.maxAgeSeconds))
  )
}

/**
 * CORS as ingress-nginx does it: a matching origin is sent back, `*` as it stands, and every OPTIONS request of a matching
 * origin is a preflight. With `*` any request matches, with an Origin or without. Who does not match is served all the same:
 * it is the browser that keeps the answer from the page. Where credentials are allowed, browsers take `*` for the name of a
 * method or a header, so that a preflight is told what it asked for (Gateway API HTTPCORSFilter).
 */
export function corsRule(filter: FilterOf<'cors'>): (request: CorsRequest) => CorsOutcome {
  const { allowOrigins, allowMethods, allowHeaders, allowCredentials } = filter
  const takesAny = allowOrigins.includes('*')
  const takes = originTest(allowOrigins)
  const lines = allowedLines(filter, allowMethods.join(', '), allowHeaders.join(', '))
  const refused: CorsOutcome = { kind: 'refused', edits: { drops: OWN_FIELDS, lines: VARY } }
  const asksBack = allowCredentials && (allowMethods.includes('*') || allowHeaders.includes('*'))

  function preflightLines({ asked }: CorsRequest): string {
    const named = (list: readonly string[], name: Asked): string => {
      const value = allowCredentials && list.includes('*') ? asked(name) : null
      return value !== null && TOKENS.test(value) ? value : list.join(', ')
    }
    return allowedLines(filter, named(allowMethods, 'access-control-request-method'), named(allowHeaders, 'access-control-request-headers'))
  }

  return (request) => {
    const { method, origin } = request
    if (!takesAny && (origin === null || !takes(origin))) return refused
    const isPreflight = method === 'OPTIONS'
    const who = takesAny ? 'Access-Control-Allow-Origin: *\r\n' : `Access-Control-Allow-Origin: ${origin}\r\n${VARY}`
    const what = isPreflight && asksBack ? preflightLines(request) : lines
    return { kind: isPreflight ? 'preflight' : 'allowed', edits: { drops: OWN_FIELDS, lines: who + what } }
  }
}
