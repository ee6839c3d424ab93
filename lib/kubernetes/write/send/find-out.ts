import { isDeepStrictEqual } from 'node:util'
import type { Client } from '../../client.ts'
import { getRaw } from './api.ts'
import { isMap } from './json.ts'
import type { Prepared } from './requests.ts'
import { isSameButStatus, writable } from './server-fields.ts'
import type { RawObject } from '../types.ts'

/** What became of a write that was not answered. */
export type Settled = { kind: 'written'; object: RawObject | null } | { kind: 'not-written' } | { kind: 'unknown' }

const TRIES = 3
const TIMEOUT_MS = 3_000

/** Whether all that is wanted is there, among what the server filled in. It keeps no empty map. */
export function holds(actual: unknown, wanted: unknown): boolean {
  if (isMap(wanted)) return Object.entries(wanted).every(([key, value]) => isMap(actual) && holds(actual[key], value))
  if (Array.isArray(wanted)) return Array.isArray(actual) && actual.length === wanted.length && wanted.every((item, index) => holds(actual[index], item))
  return isDeepStrictEqual(actual, wanted)
}

/** What an object that is read now says of a write that was to turn `before` into `after`. */
export function verdictOf({ before, after }: Pick<Prepared, 'before' | 'after'>, now: RawObject | null): Settled {
  if (after === null && now?.metadata.uid !== before?.metadata.uid) return { kind: 'written', object: null }
  if (isSameButStatus(now, before)) return { kind: 'not-written' }
  return after && now && holds(writable(now), writable(after)) ? { kind: 'written', object: now } : { kind: 'unknown' }
}

/** Reads an object to find out whether a write that was not answered was done. */
export async function settle(client: Client, prepared: Prepared): Promise<Settled & { isReadable: boolean }> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      return { ...verdictOf(prepared, await getRaw(client, prepared.ref, TIMEOUT_MS)), isReadable: true }
    } catch {
      // The next try may find it; what it says in the end is that nobody knows.
    }
  }
  return { kind: 'unknown', isReadable: false }
}
