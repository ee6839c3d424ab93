import { handle } from '#lib/services/handle.ts'
import { runRouteTests } from '#lib/services/route-tests/run.ts'

export const POST = handle(runRouteTests)
