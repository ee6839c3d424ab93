import { listSecrets } from '#lib/services/cluster/secrets.ts'
import { handle } from '#lib/services/handle.ts'

export const GET = handle(listSecrets)
