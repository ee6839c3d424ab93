import { z } from 'zod'
import { HeaderName, Name, noDuplicates, Text } from '../common.ts'
import { rule } from '../rule.ts'
import { EditableHeader } from './values.ts'

const common = {
  /** Who may pass, by name; absent: every consumer with a credential. */
  consumers: z.array(Name).min(1, rule('valuesEmpty')).max(1000).check(noDuplicates(String)).optional(),
  /** The target does not see the credential. */
  hideCredentials: z.boolean().default(false),
}

/** User name and password (RFC 7617), of a credential of the type `basicAuth`. */
export const BasicAuth = z.strictObject({
  type: z.literal('basicAuth'),
  realm: Text.min(1).max(128).regex(/^[^"\\]*$/, rule('realm')).default('Restricted'),
  ...common,
})
export type BasicAuth = z.infer<typeof BasicAuth>

const ApiKeyName = z.string().trim().min(1).max(128).regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, rule('headerName'))

/** A key in a header, the query or a cookie, of a credential of the type `keyAuth` (Kong key-auth). The first name that is there counts. */
export const KeyAuth = z
  .strictObject({
    type: z.literal('keyAuth'),
    names: z.array(ApiKeyName).min(1, rule('valuesEmpty')).max(16).check(noDuplicates(String)).default(['apikey']),
    inHeader: z.boolean().default(true),
    inQuery: z.boolean().default(true),
    inCookie: z.boolean().default(false),
    ...common,
  })
  .refine((v) => v.inHeader || v.inQuery || v.inCookie, { ...rule('keyNowhere'), path: ['inHeader'] })
export type KeyAuth = z.infer<typeof KeyAuth>

const CacheKeyPart = z.discriminatedUnion('from', [
  z.strictObject({ from: z.enum(['ip', 'host', 'path', 'method']) }),
  z.strictObject({ from: z.enum(['header', 'cookie']), name: HeaderName }),
])

const ServerUrl = z.string().trim().max(2048).refine((value) => URL.canParse(value) && /^https?:\/\//i.test(value), rule('serverUrl'))

/**
 * Asks a server whether a request may pass (ingress-nginx auth-url): 2xx passes, 401 and 403 deny, anything else, and no
 * answer, refuses.
 */
export const ExternalAuth = z.strictObject({
  type: z.literal('externalAuth'),
  url: ServerUrl,
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  timeoutMs: z.number().int().min(1).max(600_000).default(5000),
  /** Where a browser without rights is sent to: 401 becomes 302. The original address is added as `signInParameter`. */
  signInUrl: ServerUrl.optional(),
  signInParameter: Text.min(1).max(64).regex(/^[\w.-]+$/, rule('parameterName')).default('rd'),
  /** Headers of the auth server's answer that the target gets; what the client sent under these names is dropped. */
  responseHeaders: z.array(EditableHeader).max(64).check(noDuplicates(String)).default([]),
  cache: z
    .strictObject({
      key: z.array(CacheKeyPart).min(1, rule('valuesEmpty')).max(16),
      durations: z
        .array(z.strictObject({ statuses: z.array(z.number().int().min(200).max(499)).min(1, rule('valuesEmpty')).max(16), seconds: z.number().int().min(1).max(86_400) }))
        .min(1, rule('valuesEmpty'))
        .max(16)
        .default([{ statuses: [200, 202, 401], seconds: 300 }]),
    })
    .optional(),
})
export type ExternalAuth = z.infer<typeof ExternalAuth>
