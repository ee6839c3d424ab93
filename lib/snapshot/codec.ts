import { createHash } from 'node:crypto'
import { migrateSnapshot } from './migrate.ts'
import { Snapshot } from './snapshot.ts'

/**
 * Bytes of a snapshot for wire and disk. compile() makes its objects in one order of keys, so equal configuration gives
 * equal bytes. It is not checked here: of a large one that takes longer than all the rest, and the reader checks it.
 */
export const encodeSnapshot = (snapshot: Snapshot): string => JSON.stringify(snapshot)

/** SHA-256 (hex) of the encoded form; names a configuration whatever its revision number. */
export const digestOf = (encoded: string): string => createHash('sha256').update(encoded).digest('hex')

/**
 * Reads any version of the wire form and brings it to the newest. In a rollout a new proxy reads an old controller's
 * snapshot, so proxies are upgraded first.
 * @throws {SyntaxError} if it is no JSON
 * @throws {z.ZodError} if it is not a snapshot of a known version
 */
export const decodeSnapshot = (encoded: string): Snapshot => Snapshot.parse(migrateSnapshot(JSON.parse(encoded)))
