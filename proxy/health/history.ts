import type { HealthChange } from '#lib/link/health.ts'
import type { Target, Word } from './targets.ts'

const MOST_CHANGES = 200

/** The changes of targets since the process began: the last ones as they were, all of them as numbers. */
export type History = {
  add(target: Target, word: Word): void
  /** Oldest first. */
  recent(): HealthChange[]
  /** By workspace, upstream, state and who. */
  counts(): readonly { labels: Record<string, string>; value: number }[]
  /** Of an upstream that is gone. */
  forget(upstream: { workspace: string; name: string }): void
}

export function createHistory(): History {
  let seq = 0
  let changes: HealthChange[] = []
  const counts = new Map<string, { labels: Record<string, string>; value: number }>()
  return {
    add({ upstream, address, state }, { at, by, reason }) {
      const { workspace, name } = upstream
      changes.push({ seq: ++seq, at, workspace, upstream: name, address, state, by, reason })
      if (changes.length > 2 * MOST_CHANGES) changes = changes.slice(-MOST_CHANGES)
      const labels = { workspace, upstream: name, state, by }
      const key = Object.values(labels).join('\n')
      const count = counts.get(key)
      if (count) count.value++
      else counts.set(key, { labels, value: 1 })
    },
    recent: () => changes.slice(-MOST_CHANGES),
    counts: () => [...counts.values()],
    forget({ workspace, name }) {
      for (const [key, { labels }] of counts) if (labels.workspace === workspace && labels.upstream === name) counts.delete(key)
    },
  }
}
