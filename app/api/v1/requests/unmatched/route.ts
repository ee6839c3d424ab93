import { handle } from '#lib/services/handle.ts'
import { listUnmatched } from '#lib/services/requests/unmatched.ts'

export const GET = handle(listUnmatched)
