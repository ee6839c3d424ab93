import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Held, HoldTask } from './hold-child.ts'

const CHILD = new URL('hold-child.ts', import.meta.url)

/** Connections that a process of their own keeps open, each after one answered request. */
export type Holding = Held & { release(): Promise<void> }

/** Resolves once all are open, or have failed. @throws {Error} if the process that holds them ends */
export async function holdConnections(task: HoldTask): Promise<Holding> {
  const child = fork(CHILD, [JSON.stringify(task)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const exited = once(child, 'exit')
  const lost = exited.then(([code]) => Promise.reject(new Error(`${CHILD.pathname} ended with code ${code}`)))
  const held = await Promise.race([once(child, 'message'), lost])
  return {
    ...(held[0] as Held),
    async release() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
