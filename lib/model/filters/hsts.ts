import { z } from 'zod'
import { Age } from './values.ts'

/** Tells browsers to come over https alone from now on (RFC 6797); only in answers over https. */
export const Hsts = z.strictObject({
  type: z.literal('hsts'),
  maxAgeSeconds: Age.default(31_536_000),
  includeSubDomains: z.boolean().default(true),
  preload: z.boolean().default(false),
})
export type Hsts = z.infer<typeof Hsts>
