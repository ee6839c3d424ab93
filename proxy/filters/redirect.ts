import { redirectLocation } from '#lib/routing/filters/redirect.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'

/** Answers with another address. */
export function makeRedirect(filter: FilterOf<'redirect'>): Check {
  return ({ forwarded, match }) => {
    const { rawPath, path, form, matchedLength, query } = match!
    const location = redirectLocation(filter, { protocol: forwarded.proto, host: forwarded.host, port: forwarded.port, rawPath, path, form, matchedLength, query })
    return location === null ? answerOf('BAD_HOST') : answerOf('REDIRECT', { status: filter.statusCode, headers: ['Location', location] })
  }
}
