import { handle } from '#lib/services/handle.ts'
import { relatedObjects } from '#lib/services/objects/related.ts'

export const GET = handle(relatedObjects)
