import { AppError } from '#lib/errors.ts'
import { say, type Locale } from './messages.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}

/**
 * Refuses a request that changes something and comes from a page of another site: browsers always send `Origin` with
 * those, and `SameSite` alone treats other ports and subdomains as ours. Programs send none.
 * @throws {AppError} FORBIDDEN
 */
export function refuseForeignOrigin(request: Request, locale: Locale): void {
  if (READS.has(request.method)) return
  const origin = request.headers.get('origin')
  const isForeign = origin === null ? request.headers.get('sec-fetch-site') === 'cross-site' : hostOf(origin) !== hostHeader(request)
  if (isForeign) throw new AppError('FORBIDDEN', say(locale, 'foreignOrigin', { origin: origin ?? '?' }))
}

/** In the form in which URLs have it: lower case, without the protocol's default port. */
function hostHeader(request: Request): string | null {
  const origin = request.headers.get('origin') ?? 'http://'
  const protocol = origin.startsWith('https:') ? 'https' : 'http'
  return hostOf(`${protocol}://${request.headers.get('host') ?? new URL(request.url).host}`)
}
