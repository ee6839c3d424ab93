import { handle } from '#lib/services/handle.ts'
import { getUpstreamHealth } from '#lib/services/upstream-health/get.ts'
import { markTarget } from '#lib/services/upstream-health/mark.ts'

export const GET = handle(getUpstreamHealth)
export const PUT = handle(markTarget)
