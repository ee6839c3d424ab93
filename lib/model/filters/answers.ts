import { z } from 'zod'
import { HeaderValue, Name, noDuplicates } from '../common.ts'
import { rule } from '../rule.ts'
import { AnswerHeader } from './values.ts'

const Body = z.string().max(65_536)
const ContentType = HeaderValue.regex(/^[\w.+-]+\/[\w.+-]+/, rule('contentType')).default('text/plain; charset=utf-8')

/** Answers by itself; no target is asked. */
export const Respond = z.strictObject({
  type: z.literal('respond'),
  statusCode: z.number().int().min(200).max(599).default(200),
  body: Body.default(''),
  contentType: ContentType,
  headers: z.record(AnswerHeader, HeaderValue).default({}),
})
export type Respond = z.infer<typeof Respond>

/**
 * Another body for answers with these status codes, whoever gave them: of a service, which hears of the request in X-Code,
 * X-Format, X-Original-URI and X-Service-Name (ingress-nginx custom-http-errors), or a text.
 */
export const ErrorPages = z
  .strictObject({
    type: z.literal('errorPages'),
    statusCodes: z.array(z.number().int().min(300).max(599)).min(1, rule('valuesEmpty')).max(64).check(noDuplicates(String)),
    service: Name.optional(),
    body: Body.optional(),
    contentType: ContentType,
  })
  .refine((v) => (v.service === undefined) !== (v.body === undefined), { ...rule('pageOrService'), path: ['service'] })
export type ErrorPages = z.infer<typeof ErrorPages>

/** Which service is asked when the route's own has no target that takes requests (ingress-nginx default-backend). */
export const DefaultBackend = z.strictObject({ type: z.literal('defaultBackend'), service: Name })
export type DefaultBackend = z.infer<typeof DefaultBackend>

/** A service that gets a copy of the requests; its answers are dropped, and nobody waits for it (Gateway API RequestMirror). */
export const Mirror = z.strictObject({ type: z.literal('mirror'), service: Name, percent: z.number().min(0).max(100).default(100) })
export type Mirror = z.infer<typeof Mirror>
