import { handle } from '#lib/services/handle.ts'
import { restoreRevision } from '#lib/services/revisions/restore.ts'

export const POST = handle(restoreRevision)
