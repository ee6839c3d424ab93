import { z } from 'zod'
import { pageOf } from '../objects/schemas.ts'
import { verb } from '../verb.ts'

const AuditOut = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
  address: z.string(),
})

export const listAudit = verb({
  summary: 'Who did what, newest first: sign-ins, accounts, tokens and every write',
  role: 'admin',
  input: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().optional() }),
  output: pageOf(AuditOut),
  run: (ctx, { limit, cursor }) => ctx.accounts.auditEntries({ limit, ...(cursor ? { cursor } : {}) }),
})
