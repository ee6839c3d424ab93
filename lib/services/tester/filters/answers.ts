import { redirectLocation } from '#lib/routing/filters/redirect.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answers, responds, type Passage, type Step } from './step.ts'

export function redirect(filter: FilterOf<'redirect'>, { match, arrival, text }: Passage): Step {
  const { rawPath, path, form, matchedLength, query } = match
  const { request, host, port } = arrival
  const location = redirectLocation(filter, { protocol: request.protocol, host, port, rawPath, path, form, matchedLength, query })
  if (location === null) return responds(text.redirectWithoutHost, 400, 'The request needs exactly one valid Host')
  return answers(text.redirect(location), { kind: 'redirect', status: filter.statusCode, location })
}

const LONGEST = 200
const clipped = (body: string) => (body.length > LONGEST ? `${body.slice(0, LONGEST)}…` : body)

export const respond = ({ statusCode, body }: FilterOf<'respond'>, { text }: Passage): Step =>
  responds(text.respond(statusCode), statusCode, clipped(body))
