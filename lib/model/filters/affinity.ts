import { z } from 'zod'
import { CookieName, CookiePath, Host } from '../common.ts'
import { Age } from './values.ts'

/**
 * Keeps a client at one target by a cookie (ingress-nginx affinity). `balanced`: when targets come, some clients move to them ·
 * `persistent`: a client stays as long as its target does. `canary` with `legacy`: a canary side sets no cookie.
 */
export const Affinity = z.strictObject({
  type: z.literal('affinity'),
  mode: z.enum(['balanced', 'persistent']).default('balanced'),
  cookie: CookieName.default('INGRESSCOOKIE'),
  /** Absent: the path of the entry that took the request, or "/". */
  path: CookiePath.optional(),
  domain: Host.optional(),
  /** Absent: until the browser closes. */
  maxAgeSeconds: Age.optional(),
  expiresSeconds: Age.optional(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  /** Leaves SameSite=None out for browsers that misread it. */
  conditionalSameSiteNone: z.boolean().default(false),
  /** Absent: where the request came over https. */
  secure: z.boolean().optional(),
  /** After a failed try, the client moves to the target that answered. */
  changeOnFailure: z.boolean().default(false),
  canary: z.enum(['sticky', 'legacy']).default('sticky'),
})
export type Affinity = z.infer<typeof Affinity>
