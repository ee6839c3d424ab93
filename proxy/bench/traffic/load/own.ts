import { runChild } from '../../run-child.ts'
import type { LoadAnswer, LoadTask } from './load-child.ts'
import type { Generator, Plan } from './plan.ts'

const CHILD = new URL('load-child.ts', import.meta.url)

/** Clients of our own, in a process of theirs. They cost several times what wrk does. */
export const ownGenerator: Generator = (plan, port, seconds) => runChild<LoadTask, LoadAnswer>(CHILD, { plan, port, seconds, rate: null })

/**
 * A constant rate: requests are due whether or not the ones before were answered, and those that find every connection
 * busy wait, and count their wait.
 * @param rate requests per second
 */
export const pacedLoad = (plan: Plan, port: number, seconds: number, rate: number): Promise<LoadAnswer> =>
  runChild<LoadTask, LoadAnswer>(CHILD, { plan, port, seconds, rate })
