import { z } from 'zod'
import { Authority } from './values.ts'

/** The Host that the target gets, whatever the client, the route and the upstream say (Gateway API URLRewrite, ingress-nginx upstream-vhost). */
export const RewriteHost = z.strictObject({ type: z.literal('rewriteHost'), value: Authority })
export type RewriteHost = z.infer<typeof RewriteHost>
