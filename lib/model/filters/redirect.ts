import { z } from 'zod'
import { HeaderValue, Host, Port } from '../common.ts'
import { rule } from '../rule.ts'
import { ReplacementPath } from './rewrite-path.ts'

/**
 * Answers with another address. Parts that are absent are those of the request, its query among them (Gateway API
 * RequestRedirect); `url` names all of it (ingress-nginx permanent-redirect).
 */
export const Redirect = z
  .strictObject({
    type: z.literal('redirect'),
    url: HeaderValue.regex(/^(https?:\/\/|\/)/i, rule('redirectUrl')).optional(),
    scheme: z.enum(['http', 'https']).optional(),
    hostname: Host.optional(),
    port: Port.optional(),
    path: z.strictObject({ mode: z.enum(['prefix', 'full']), value: ReplacementPath }).optional(),
    statusCode: z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)]).default(302),
  })
  .superRefine((v, context) => {
    const isWhere = v.scheme !== undefined || v.hostname !== undefined || v.port !== undefined || v.path !== undefined
    if (isWhere === (v.url !== undefined)) context.addIssue({ code: 'custom', path: ['url'], message: rule('redirectWhere').error() })
  })
export type Redirect = z.infer<typeof Redirect>
