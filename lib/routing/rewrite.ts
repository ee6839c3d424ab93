import type { CompiledService } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'

/** What is asked of the target: path with query, ready for the wire, and the prefix that was stripped (null = none). */
export type UpstreamTarget = { target: string; strippedPrefix: string | null }

export function upstreamTarget(_match: Match, _service: CompiledService): UpstreamTarget {
  throw new Error('not built')
}
