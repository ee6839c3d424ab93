import type { ServiceContext } from './context.ts'

/** The call is only a hint: a controller that does not hear it polls. */
const WAIT_MS = 300

/** Tells the controller of a new revision; waits 300 ms at most, and never fails. */
export async function tellController(ctx: ServiceContext, workspace: string, revision: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_MS)
  })
  const told = ctx.controller.changed(workspace, revision).catch((err: unknown) => {
    ctx.log.warn({ err, workspace, revision }, 'controller not told of a revision')
  })
  await Promise.race([told, late])
  clearTimeout(timer)
}
