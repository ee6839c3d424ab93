import type { Ref } from './cells.ts'

/** Rows of one upstream that a worker did not know, or need not know any more. `refs` has one for each of `added`. */
export type UpstreamRows = { key: string; head: number; added: string[]; refs: Int32Array; removed: string[] }

/** What the primary tells workers, which hear of a row before they are asked to build a snapshot that needs it. */
export type ToHealthView = { slabs: SharedArrayBuffer[]; upstreams: UpstreamRows[]; gone: string[] }

/** A worker's passive checks have changed a target. `at`: Unix ms; `reason` as in `lib/link/health.ts`. */
export type PassiveChange = { ref: Ref; state: 'up' | 'down'; at: number; reason: string }
