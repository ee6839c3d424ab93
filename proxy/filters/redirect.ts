import { redirectLocation } from '#lib/routing/filters/redirect.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'

/** Answers with another address. */
export function makeRedirect(filter: FilterOf<'redirect'>): Check {
  return ({ forwarded, match }) => {
    const { proto: protocol, host, port } = forwarded
    const { rawPath, path, form, matchedLength, query } = match!
    const location = redirectLocation(filter, { protocol, host, port, rawPath, path, form, matchedLength, query })
    if (location === null) return answerOf('BAD_HOST')
    return answerOf('REDIRECT', { status: filter.statusCode, headers: ['Location', location] })
  }
}
