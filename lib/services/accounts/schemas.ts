import { z } from 'zod'
import { ROLES } from '#lib/store/accounts.ts'

export const Role = z.enum(ROLES)

const Moment = z.iso.datetime()

export const UserOut = z.object({
  name: z.string(),
  role: Role,
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: Moment,
  lastSignInAt: Moment.nullable(),
})

export const TokenOut = z.object({ name: z.string(), role: Role, createdBy: z.string(), createdAt: Moment, lastUsedAt: Moment.nullable() })

/** What a page needs to know of who uses it. */
export const SessionUserOut = z.object({ name: z.string(), role: Role, mustChangePassword: z.boolean() })
