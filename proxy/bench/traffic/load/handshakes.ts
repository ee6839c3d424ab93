import { runChild } from '../../run-child.ts'
import type { HandshakeTask } from './handshake-child.ts'
import type { Seen } from './plan.ts'

const CHILD = new URL('handshake-child.ts', import.meta.url)

/** Connections of one request each, sixteen at once; `resumed`: each by a ticket of the one before it. */
export const handshakeLoad = (port: number, seconds: number, resumed: boolean): Promise<Seen> =>
  runChild<HandshakeTask, Seen>(CHILD, { port, seconds, resumed })
