import { handle } from '#lib/services/handle.ts'
import { testConnection } from '#lib/services/workspaces/test-connection.ts'

export const POST = handle(testConnection)
