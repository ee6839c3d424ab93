import { handle } from '#lib/services/handle.ts'
import { exportManifests } from '#lib/services/kubernetes/export.ts'

export const POST = handle(exportManifests)
