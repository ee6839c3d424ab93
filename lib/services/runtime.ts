import { parseEnv } from '#lib/env.ts'
import { controllerClient } from '#lib/link/controller-client.ts'
import { linkTokenOf } from '#lib/secret.ts'
import { openDatabase } from '#lib/store/open.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { compiledCache } from './compiled.ts'
import type { Runtime } from './context.ts'
import { openLog } from './log.ts'

type Held = { current?: Runtime | undefined; opening?: Promise<Runtime> | undefined }

// Next bundles each route on its own, so that a module's state is not the process's; globalThis is.
const KEY = Symbol.for('sluice.services.runtime')
const holder = globalThis as { [KEY]?: Held }
const held: Held = (holder[KEY] ??= {})

async function open(): Promise<Runtime> {
  const env = parseEnv()
  const { stores, accounts } = await openDatabase(env)
  const log = openLog()
  const controller = controllerClient(env, linkTokenOf(env))
  return { env, stores: withClusters(stores, log), accounts, controller, compiled: compiledCache(), log, now: () => new Date() }
}

/**
 * What this process works with, opened at first use. After a failure the next call tries again.
 * @throws whatever opening the database throws
 */
export function runtime(): Promise<Runtime> {
  if (held.current) return Promise.resolve(held.current)
  held.opening ??= open()
    .then((opened) => (held.current = opened))
    .finally(() => {
      held.opening = undefined
    })
  return held.opening
}

/** The runtime if it was opened. */
export const activeRuntime = (): Runtime | undefined => held.current

/** Uses this one from now on: for tests, and for a server that has opened its own. */
export function setRuntime(runtime: Runtime | undefined): void {
  held.current = runtime
}
