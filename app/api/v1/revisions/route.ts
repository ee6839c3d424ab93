import { handle } from '#lib/services/handle.ts'
import { listRevisions } from '#lib/services/revisions/list.ts'

export const GET = handle(listRevisions)
