import { handle } from '#lib/services/handle.ts'
import { listDiagnostics } from '#lib/services/diagnostics/list.ts'

export const GET = handle(listDiagnostics)
