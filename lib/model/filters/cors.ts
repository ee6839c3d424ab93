import { z } from 'zod'
import { HeaderName, noDuplicates } from '../common.ts'
import { rule } from '../rule.ts'
import { Age } from './values.ts'

/** `*`, `null`, or scheme://host[:port] with at most one leading `*.`, which stands for one label (ingress-nginx). */
const ORIGIN = /^(\*|null|[a-z][a-z0-9+.-]*:\/\/(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])(:\d{1,5})?)$/i
const Origin = z.string().trim().max(300).regex(ORIGIN, rule('origin'))
const Method = z.string().trim().regex(/^(\*|[A-Z][A-Z0-9_-]*)$/, rule('method'))
const Names = z.array(z.union([z.literal('*'), HeaderName])).max(64).check(noDuplicates(String))

/** Lets pages of other origins read the answers, and answers their preflight requests (Fetch §3.2; defaults of ingress-nginx). */
export const Cors = z.strictObject({
  type: z.literal('cors'),
  allowOrigins: z.array(Origin).min(1, rule('valuesEmpty')).max(256).check(noDuplicates((origin) => origin.toLowerCase())).default(['*']),
  allowMethods: z.array(Method).max(64).check(noDuplicates(String)).default(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS']),
  allowHeaders: Names.default([
    'dnt', 'keep-alive', 'user-agent', 'x-requested-with', 'if-modified-since', 'cache-control', 'content-type', 'range', 'authorization',
  ]),
  exposeHeaders: Names.default([]),
  allowCredentials: z.boolean().default(true),
  maxAgeSeconds: Age.default(1_728_000),
})
export type Cors = z.infer<typeof Cors>
