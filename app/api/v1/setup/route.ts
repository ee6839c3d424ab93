import { handle } from '#lib/services/handle.ts'
import { createSetup } from '#lib/services/setup/create.ts'
import { getSetup } from '#lib/services/setup/get.ts'

export const GET = handle(getSetup)
export const POST = handle(createSetup, { status: 201 })
