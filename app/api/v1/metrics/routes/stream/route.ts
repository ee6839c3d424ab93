import { handle } from '#lib/services/handle.ts'
import { streamRouteMetrics } from '#lib/services/metrics/stream.ts'

export const GET = handle(streamRouteMetrics)
