import { presentObject } from '../present.ts'
import type { Stored } from '#lib/store/store.ts'
import type { Outcome } from './apply-writes.ts'

/** The answer to a write of one object. */
export function writeAnswer({ objects, ...rest }: Outcome, fallback?: Stored) {
  const stored = objects[0] ?? fallback
  if (!stored) throw new Error('A write answered no object')
  return { object: presentObject(stored), ...rest }
}
