import { handle } from '#lib/services/handle.ts'
import { getWorkspace } from '#lib/services/workspaces/get.ts'
import { patchWorkspace } from '#lib/services/workspaces/patch.ts'
import { removeWorkspace } from '#lib/services/workspaces/remove.ts'
import { replaceWorkspace } from '#lib/services/workspaces/replace.ts'

export const GET = handle(getWorkspace)
export const PUT = handle(replaceWorkspace)
export const PATCH = handle(patchWorkspace)
export const DELETE = handle(removeWorkspace)
