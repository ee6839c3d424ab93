import { z } from 'zod'
import { rule } from '../rule.ts'
import { Cidrs, RefusalStatus } from './values.ts'

/** Who may come, by client address: `deny` is asked first; with an `allow` list, who does not stand there is refused (ingress-nginx). */
export const IpRestriction = z
  .strictObject({ type: z.literal('ipRestriction'), allow: Cidrs, deny: Cidrs, statusCode: RefusalStatus.default(403) })
  .refine((v) => v.allow.length + v.deny.length > 0, { ...rule('ipListsEmpty'), path: ['allow'] })
export type IpRestriction = z.infer<typeof IpRestriction>
