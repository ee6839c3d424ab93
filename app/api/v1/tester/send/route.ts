import { handle } from '#lib/services/handle.ts'
import { sendRequest } from '#lib/services/tester/send.ts'

export const POST = handle(sendRequest)
