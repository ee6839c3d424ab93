import { runChild } from '../../run-child.ts'
import type { SlowAnswer, SlowTask } from './slow-child.ts'

const CHILD = new URL('slow-child.ts', import.meta.url)

/** Some slow readers of 100 MiB each, and a fast one beside them, in a process of their own. */
export const slowReaders = (task: SlowTask): Promise<SlowAnswer> => runChild<SlowTask, SlowAnswer>(CHILD, task)
