import { AppError, type AppErrorCode } from '#lib/errors.ts'
import { isDatabaseAway } from './database-away.ts'
import { openLog } from './log.ts'
import { say, type Locale } from './messages.ts'
import { presentStale } from './present.ts'
import { activeRuntime } from './runtime.ts'
import { translateRefusal } from './translate-refusal.ts'

const HTTP_STATUS: Record<AppErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BREAKS_ROUTE_TESTS: 409,
  GONE: 410,
  STALE_VERSION: 412,
  INVALID: 422,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
}

type Facts = { requestId: string; locale: Locale; request: Request }

function ofAppError({ code, message, issues, details }: AppError, locale: Locale): Response {
  const shown = code === 'STALE_VERSION' ? presentStale(details) : details
  const headers = new Headers()
  if (code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer')
  if (typeof details.retryAfterSeconds === 'number') headers.set('retry-after', String(Math.ceil(details.retryAfterSeconds)))
  // Details first: none of them may hide code, message or issues.
  const worded = <T extends { message: string }>(item: T): T => ({ ...item, message: translateRefusal(item.message, locale) })
  const body = { ...shown, code, message: translateRefusal(message, locale), issues: issues.map(worded) }
  return Response.json(body, { status: HTTP_STATUS[code], headers })
}

/** The one place where errors become HTTP. What is no AppError is a bug: it is logged, and the client gets its number. */
export function errorResponse(cause: unknown, { requestId, locale, request }: Facts): Response {
  if (cause instanceof AppError) return ofAppError(cause, locale)
  const log = activeRuntime()?.log ?? openLog()
  const { method, url } = request
  log.error({ requestId, method, path: new URL(url).pathname, err: cause }, 'request failed')
  if (isDatabaseAway(cause)) return ofAppError(new AppError('UNAVAILABLE', say(locale, 'unavailable')), locale)
  return Response.json({ code: 'INTERNAL', message: say(locale, 'internal', { requestId }), issues: [], requestId }, { status: 500 })
}
