import { handle } from '#lib/services/handle.ts'
import { createWorkspace } from '#lib/services/workspaces/create.ts'
import { listWorkspaces } from '#lib/services/workspaces/list.ts'

export const GET = handle(listWorkspaces)
export const POST = handle(createWorkspace, { status: 201 })
