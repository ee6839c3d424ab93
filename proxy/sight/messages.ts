import type { RequestRecord, Tail, UnmatchedRequest } from '#lib/link/requests.ts'

/** What a worker tells the primary. */
export type FromSight =
  /** Of the tail of that id: the next requests, and how many were left out. */
  | { type: 'tail'; tail: string; records: RequestRecord[]; skipped: number }
  /** Since the last time. */
  | { type: 'unmatched'; items: UnmatchedRequest[] }
  /** Lines that the access log has lost since the last time. */
  | { type: 'dropped'; lines: number }

/** What the primary tells a worker. */
export type ToSight =
  /** All tails there are; those that are not named have ended. */
  | { type: 'tails'; tails: Tail[] }
  /** The file of the access log was moved away. */
  | { type: 'reopen' }
