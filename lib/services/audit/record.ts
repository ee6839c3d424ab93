import type { AuditEntry } from '#lib/store/accounts.ts'
import { actorName, type ServiceContext } from '../context.ts'

type Noted = Pick<AuditEntry, 'action' | 'subject'> & { detail?: string; actor?: string }

/**
 * Notes who did what. What was done stands already, so that a failure here is logged and never undoes the answer.
 * @param entry.actor for sign-ins, where the caller is nobody yet
 */
export async function audit(ctx: ServiceContext, entry: Noted): Promise<void> {
  try {
    await ctx.accounts.audit({ actor: actorName(ctx), detail: '', ...entry, address: ctx.clientAddress })
  } catch (err) {
    ctx.log.error({ err, action: entry.action }, 'audit entry lost')
  }
}
