import { handle } from '#lib/services/handle.ts'
import { getObject } from '#lib/services/objects/get.ts'
import { patchObject } from '#lib/services/objects/patch.ts'
import { removeObject } from '#lib/services/objects/remove.ts'
import { replaceObject } from '#lib/services/objects/replace.ts'

export const GET = handle(getObject)
export const PUT = handle(replaceObject)
export const PATCH = handle(patchObject)
export const DELETE = handle(removeObject)
