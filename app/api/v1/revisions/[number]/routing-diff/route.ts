import { handle } from '#lib/services/handle.ts'
import { revisionRoutingDiff } from '#lib/services/revisions/routing-diff.ts'

export const GET = handle(revisionRoutingDiff)
