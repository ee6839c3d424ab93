import type { AppErrorCode, Issue } from '#lib/errors.ts'

/** `OFFLINE`: no answer at all. `INTERNAL`: an answer that is not one of ours. */
export type ApiErrorCode = AppErrorCode | 'OFFLINE' | 'INTERNAL'

/** What every failed call of the API throws. `status` is 0 when nothing answered. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: ApiErrorCode
  readonly issues: Issue[]
  readonly details: Record<string, unknown>

  constructor(status: number, code: ApiErrorCode, message: string, issues: Issue[] = [], details: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.issues = issues
    this.details = details
  }
}

/** Reads an answer that is not 2xx. */
export async function toApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== 'object' || body === null || !('code' in body)) {
    return new ApiError(response.status, 'INTERNAL', `${response.status} ${response.statusText}`)
  }
  const { code, message, issues, details, ...rest } = body as Record<string, unknown>
  return new ApiError(
    response.status,
    code as ApiErrorCode,
    String(message),
    Array.isArray(issues) ? (issues as Issue[]) : [],
    { ...rest, ...(typeof details === 'object' ? details : {}) },
  )
}

export const isApiError = (cause: unknown, code?: ApiErrorCode): cause is ApiError =>
  cause instanceof ApiError && (code === undefined || cause.code === code)
