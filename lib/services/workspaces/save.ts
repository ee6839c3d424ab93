import { AppError } from '#lib/errors.ts'
import { Workspace } from '#lib/model/workspace.ts'
import type { StoredWorkspace } from '#lib/store/store.ts'
import { audit } from '../audit/record.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { parseInput, refuseInput } from '../parse-input.ts'
import { presentWorkspace } from '../present.ts'
import type { Precondition } from '../objects/precondition.ts'
import { tellController } from '../tell-controller.ts'

const ANSWERED_ONLY = ['version', 'createdAt', 'updatedAt', 'revision']

/** The workspace that a client wants. @param name from the address, where it has one */
export function parseWorkspace(ctx: ServiceContext, fields: Record<string, unknown>, name?: string): Workspace {
  const given = Object.fromEntries(Object.entries(fields).filter(([field]) => !ANSWERED_ONLY.includes(field)))
  if (name !== undefined && given.name !== undefined && given.name !== name) {
    refuseInput([{ path: ['name'], message: say(ctx.locale, 'nameFixed', { name }) }])
  }
  return parseInput(Workspace, name === undefined ? given : { ...given, name }, ctx.locale)
}

/** A workspace has no revisions of its own: the answer names its head, or null when nothing changed. */
const answer = (stored: StoredWorkspace, changed: boolean) => ({
  object: presentWorkspace(stored),
  revision: changed ? stored.revision : null,
  diagnostics: [],
})

/** @throws {AppError} CONFLICT */
export async function addWorkspace(ctx: ServiceContext, workspace: Workspace) {
  const stored = await ctx.stores.createWorkspace(workspace)
  await audit(ctx, { action: 'workspaces.create', subject: `workspaces/${workspace.name}` })
  await tellController(ctx, workspace.name, stored.revision)
  return answer(stored, true)
}

/** @throws {AppError} STALE_VERSION, NOT_FOUND */
export async function saveWorkspace(ctx: ServiceContext, workspace: Workspace, expect: string, before: StoredWorkspace) {
  const stored = await ctx.stores.updateWorkspace(workspace, expect)
  const changed = stored.version !== before.version
  if (changed) {
    await audit(ctx, { action: 'workspaces.update', subject: `workspaces/${workspace.name}` })
    await tellController(ctx, workspace.name, stored.revision)
  }
  return answer(stored, changed)
}

/** The version that a write of a workspace must meet. @throws {AppError} CONFLICT for `If-None-Match: *` */
export function expectedWorkspace(ctx: ServiceContext, condition: Precondition, stored: StoredWorkspace): string {
  const { name } = stored.object
  if (condition.ifNoneMatch !== undefined) throw new AppError('CONFLICT', say(ctx.locale, 'objectExists', { kind: 'workspaces', name }))
  const wanted = condition.ifMatch?.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1')
  return wanted === undefined || wanted === '*' ? stored.version : wanted
}
