import { AppError } from '#lib/errors.ts'
import { Workspace } from '#lib/model/workspace.ts'
import type { StoredWorkspace } from '#lib/store/store.ts'
import { audit } from '../audit/record.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { parseInput, refuseInput } from '../parse-input.ts'
import { presentWorkspace } from '../present.ts'
import type { Precondition } from '../objects/precondition.ts'
import { refuseBroken } from '../route-tests/refuse-breaking.ts'
import { settingsImpact } from '../route-tests/settings-impact.ts'
import { tellController } from '../tell-controller.ts'
import { checkConnection } from './check-connection.ts'
import { keepKubeconfig } from './keep-kubeconfig.ts'

const ANSWERED_ONLY = ['version', 'createdAt', 'updatedAt', 'revision']

type Wanted = {
  /** From the address, where it has one. */
  name?: string
  /** What the workspace is now, where it exists. */
  stored?: StoredWorkspace | undefined
}

type Fields = Record<string, unknown>

/** The workspace that a client wants. @throws {AppError} INVALID */
export async function parseWorkspace(ctx: ServiceContext, fields: Fields, { name, stored }: Wanted = {}): Promise<Workspace> {
  const given = Object.fromEntries(Object.entries(fields).filter(([field]) => !ANSWERED_ONLY.includes(field)))
  if (name !== undefined && given.name !== undefined && given.name !== name) {
    refuseInput([{ path: ['name'], message: say(ctx.locale, 'nameFixed', { name }) }])
  }
  const before = stored?.object
  if (before && given.kind !== undefined && given.kind !== before.kind) {
    refuseInput([{ path: ['kind'], message: say(ctx.locale, 'workspaceKindFixed', { name: before.name, kind: before.kind }) }])
  }
  const named = { ...(before ? { kind: before.kind } : {}), ...given, ...(name === undefined ? {} : { name }) }
  const parsed = parseInput(Workspace, keepKubeconfig(named, before), ctx.locale)
  await checkConnection(ctx, parsed)
  return parsed
}

/** A workspace has no revisions of its own: the answer names its head, or null when nothing changed. */
const answer = (stored: StoredWorkspace, changed: boolean) => ({
  object: presentWorkspace(stored),
  revision: changed ? stored.revision : null,
  diagnostics: [],
})

type WriteOptions = { dryRun: boolean }

/** What a save would answer, before it is one. */
function rehearsed(ctx: ServiceContext, object: Workspace, before?: StoredWorkspace) {
  const at = ctx.now().toISOString()
  return answer({ revision: 0, version: '', createdAt: at, updatedAt: at, ...before, object }, true)
}

/** @throws {AppError} CONFLICT */
export async function addWorkspace(ctx: ServiceContext, workspace: Workspace, { dryRun }: WriteOptions) {
  if (dryRun) {
    const { name } = workspace
    const exists = (await ctx.stores.workspaces()).some(({ object }) => object.name === name)
    if (exists) throw new AppError('CONFLICT', say(ctx.locale, 'objectExists', { kind: 'workspaces', name }))
    return rehearsed(ctx, workspace)
  }
  const stored = await ctx.stores.createWorkspace(workspace)
  await audit(ctx, { action: 'workspaces.create', subject: `workspaces/${workspace.name}` })
  await tellController(ctx, workspace.name, stored.revision)
  return answer(stored, true)
}

type SaveOptions = WriteOptions & { allowBrokenTests: boolean; expect: string }

/** @throws {AppError} STALE_VERSION, NOT_FOUND, BREAKS_ROUTE_TESTS */
export async function saveWorkspace(ctx: ServiceContext, workspace: Workspace, before: StoredWorkspace, options: SaveOptions) {
  const { dryRun, allowBrokenTests, expect } = options
  if (dryRun) {
    refuseStale(ctx, expect, before)
    return { ...rehearsed(ctx, workspace, before), routeTests: await settingsImpact(ctx, before, workspace) }
  }
  if (!allowBrokenTests) refuseBroken(ctx, workspace.name, (await settingsImpact(ctx, before, workspace)).broken)
  const stored = await ctx.stores.updateWorkspace(workspace, expect)
  const changed = stored.version !== before.version
  if (changed) {
    await audit(ctx, { action: 'workspaces.update', subject: `workspaces/${workspace.name}` })
    await tellController(ctx, workspace.name, stored.revision)
  }
  return answer(stored, changed)
}

/** What a write would say, where none is made. @throws {AppError} STALE_VERSION */
export function refuseStale(ctx: ServiceContext, expect: string, stored: StoredWorkspace): void {
  if (expect === stored.version) return
  throw new AppError('STALE_VERSION', say(ctx.locale, 'stale', { kind: 'workspaces', name: stored.object.name }), [], { current: stored })
}

/** The version that a write of a workspace must meet. @throws {AppError} CONFLICT for `If-None-Match: *` */
export function expectedWorkspace(ctx: ServiceContext, condition: Precondition, stored: StoredWorkspace): string {
  const { name } = stored.object
  if (condition.ifNoneMatch !== undefined) throw new AppError('CONFLICT', say(ctx.locale, 'objectExists', { kind: 'workspaces', name }))
  const wanted = condition.ifMatch?.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1')
  return wanted === undefined || wanted === '*' ? stored.version : wanted
}
