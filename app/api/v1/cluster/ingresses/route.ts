import { listIngresses } from '#lib/services/cluster/ingresses.ts'
import { handle } from '#lib/services/handle.ts'

export const GET = handle(listIngresses)
