import { handle } from '#lib/services/handle.ts'
import { routeMetrics } from '#lib/services/metrics/routes.ts'

export const GET = handle(routeMetrics)
