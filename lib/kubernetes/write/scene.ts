import { withEdits } from './edited.ts'
import { openDrafts, type Drafts } from './drafts.ts'
import type { ClusterObjects } from '../objects.ts'
import type { PlanOptions, World, WriteIssue, WriteIssueCode } from './types.ts'

/** What all that writes shares while one plan is made. */
export type Scene = {
  readonly world: World
  readonly options: PlanOptions
  readonly drafts: Drafts
  /**
   * Notes that something cannot be written. The same place is named once.
   *
   * @param wanted place in the list of what is wanted
   * @param path in our object: `['targets', 0, 'weight']`; empty: the whole
   * @param message English, complete: what is wrong and what to do
   */
  issue(wanted: number, path: WriteIssue['path'], code: WriteIssueCode, message: string, params?: WriteIssue['params']): void
  /** The name under which a wanted object will be read back. */
  name(wanted: number, name: string): void
  /** What is read, with all that stands in the drafts by now. */
  objects(): ClusterObjects
  readonly issues: readonly WriteIssue[]
  readonly names: ReadonlyMap<number, string>
}

export function openScene(world: World, options: PlanOptions): Scene {
  const stored = openDrafts(world.raw)
  let objects: ClusterObjects | null = null
  const drafts: Drafts = {
    ...stored,
    put(ref, object) {
      stored.put(ref, object)
      objects = null
    },
  }
  const issues: WriteIssue[] = []
  const names = new Map<number, string>()
  return {
    world,
    options,
    drafts,
    issue(wanted, path, code, message, params = {}) {
      const place = JSON.stringify([wanted, path])
      if (issues.some((known) => JSON.stringify([known.wanted, known.path]) === place)) return
      issues.push({ wanted, path, code, message, params })
    },
    name: (wanted, name) => void names.set(wanted, name),
    objects: () => (objects ??= withEdits(world.objects, drafts.edits())),
    issues,
    names,
  }
}
