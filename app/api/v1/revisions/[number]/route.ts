import { handle } from '#lib/services/handle.ts'
import { getRevision } from '#lib/services/revisions/get.ts'

export const GET = handle(getRevision)
