import { handle } from '#lib/services/handle.ts'
import { createObject } from '#lib/services/objects/create.ts'
import { listObjects } from '#lib/services/objects/list.ts'

export const GET = handle(listObjects)
export const POST = handle(createObject, { status: 201 })
