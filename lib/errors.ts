/** One problem with one field of an input: `path` as in zod (`['paths', 0, 'value']`). */
export type Issue = { path: (string | number)[]; message: string }

export type AppErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BREAKS_ROUTE_TESTS'
  | 'GONE'
  | 'STALE_VERSION'
  | 'INVALID'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE'

/**
 * An error that a caller is expected to see. Services throw it; `lib/services/handle.ts` maps it once to HTTP.
 * Anything else that is thrown is a bug and answers 500 without details.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: AppErrorCode
  readonly issues: Issue[]
  /** Facts for the client beyond the message: the newer object of a stale write, `retryAfterSeconds` … */
  readonly details: Record<string, unknown>

  constructor(code: AppErrorCode, message: string, issues: Issue[] = [], details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.issues = issues
    this.details = details
  }
}

/** Why a process cannot start, worded for whoever starts it: the process prints the message and ends with 1. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
