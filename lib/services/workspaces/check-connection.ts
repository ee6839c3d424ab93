import { connect } from '#lib/kubernetes/connect.ts'
import { ConnectionError } from '#lib/kubernetes/credentials.ts'
import { chooseContext, parseKubeconfig, type Kubeconfig } from '#lib/kubernetes/kubeconfig.ts'
import type { Connection, Workspace } from '#lib/model/workspace.ts'
import type { ServiceContext } from '../context.ts'
import { refuseInput } from '../parse-input.ts'
import { sayConnection } from './connection-words.ts'

type Pasted = Extract<Connection, { type: 'kubeconfig' }>
type Found = { field: keyof Pasted; message: string }

/** The message of a ConnectionError; anything else is a bug and goes on. */
async function problemOf(attempt: () => unknown): Promise<string | null> {
  try {
    await attempt()
    return null
  } catch (error) {
    if (error instanceof ConnectionError) return error.message
    throw error
  }
}

/** What is wrong with a kubeconfig as it is written. Nothing is run, and nobody is asked. */
async function problemIn(connection: Pasted): Promise<Found | null> {
  let config: Kubeconfig | undefined
  const unreadable = await problemOf(() => (config = parseKubeconfig(connection.kubeconfig, null)))
  if (unreadable !== null || !config) return { field: 'kubeconfig', message: unreadable ?? '' }
  const { contexts } = config
  const misnamed = await problemOf(() => chooseContext(config!, connection.context))
  if (misnamed !== null) {
    const isThere = connection.context === undefined || contexts.has(connection.context)
    return { field: isThere ? 'kubeconfig' : 'context', message: misnamed }
  }
  const { user } = chooseContext(config, connection.context)
  // With a program that is allowed, or a provider of tokens, connecting would ask it.
  if (user['auth-provider'] || (user.exec && connection.allowExec)) return null
  const message = await problemOf(async () => (await connect(connection)).close())
  return message === null ? null : { field: user.exec ? 'allowExec' : 'kubeconfig', message }
}

/** @throws {AppError} INVALID for a pasted kubeconfig that cannot be used */
export async function checkConnection(ctx: ServiceContext, workspace: Workspace): Promise<void> {
  if (workspace.kind !== 'kubernetes' || workspace.connection.type !== 'kubeconfig') return
  const problem = await problemIn(workspace.connection)
  if (problem) refuseInput([{ path: ['connection', problem.field], message: sayConnection(ctx.locale, problem.message) }])
}
