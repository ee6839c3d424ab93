import { handle } from '#lib/services/handle.ts'
import { listAudit } from '#lib/services/audit/list.ts'

export const GET = handle(listAudit)
