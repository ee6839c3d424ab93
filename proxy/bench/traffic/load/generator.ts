import { versionOf } from '../installed.ts'
import { ownGenerator } from './own.ts'
import type { Generator } from './plan.ts'
import { wrk } from './wrk.ts'

/** wrk, which costs least, or where there is none clients of our own. */
export const pickGenerator = (): { name: string; generate: Generator } =>
  versionOf('wrk', ['-v']) === null ? { name: 'our own', generate: ownGenerator } : { name: 'wrk', generate: wrk }
