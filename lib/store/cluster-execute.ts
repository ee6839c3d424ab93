import { randomUUID } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { describeChanges } from '#lib/kubernetes/write/show/changes.ts'
import { cleanManifest } from '#lib/kubernetes/write/show/clean.ts'
import { withEdits } from '#lib/kubernetes/write/edited.ts'
import { executeWrites, type ExecuteResult } from '#lib/kubernetes/write/send/execute.ts'
import type { Prepared } from '#lib/kubernetes/write/send/requests.ts'
import { refKey, type Edit, type KubernetesChange, type RawObject } from '#lib/kubernetes/write/types.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { changesBetween } from './cluster-changes.ts'
import { isCaughtUp } from './cluster-caught-up.ts'
import type { Survey } from './cluster-survey.ts'
import type { ClusterView, WholeReading } from './cluster-view.ts'
import type { RowStore } from './row-store.ts'
import type { ManifestChange } from './store.ts'

/** What a cluster workspace is made of. */
export type ClusterParts = { view: ClusterView; rows: RowStore }

export type Said = { actor: string; comment: string; dryRun: boolean }

/** What became of edits, or would. `revision` is null in a dry run. */
export type Executed = { revision: number | null; after: WholeReading; config: RoutingConfig; kubernetes: KubernetesChange[] }

/** How long an answer waits for what was written to be read. */
const CATCH_UP_MS = 2_000

/** A name for a change of several objects, that no other has. */
export const changeId = (): string => randomUUID().slice(0, 8)

const manifestOf = (raw: RawObject | null): RawObject | null => raw && cleanManifest(raw)

const manifestsOf = (edits: readonly Edit[]): ManifestChange[] =>
  edits.map(({ ref, before, after }) => ({ ref, before: manifestOf(before), after: manifestOf(after) }))

type Outcome = { kind: 'done'; executed: Executed } | Exclude<ExecuteResult, { kind: 'done' }>

/** Sends what was prepared; what was written becomes one revision, and can be read when this returns. */
export async function execute({ view, rows }: ClusterParts, { client, whole, read }: Survey, prepared: readonly Prepared[], { actor, comment, dryRun }: Said): Promise<Outcome> {
  // What could not be recorded is not begun.
  if (!dryRun) await rows.head()
  const result = await executeWrites(client, prepared, { dryRun })
  if (result.kind !== 'done') return result
  const edits = prepared.map(({ ref, before, after }): Edit => {
    const answered = result.objects.get(refKey(ref))
    return { ref, before, after: answered === undefined ? after : answered }
  })
  const after = read(withEdits(whole.objects, edits))
  const { config } = after
  const executed = { revision: null, after, config, kubernetes: describeChanges(prepared) }
  if (dryRun) return { kind: 'done', executed }
  const [, revision] = await Promise.all([
    view.seen((objects) => isCaughtUp(objects, edits), CATCH_UP_MS),
    rows.record({ actor, comment, changes: changesBetween(whole, after), manifests: manifestsOf(edits) }).catch((cause: Error) => {
      throw new AppError('UNAVAILABLE', `The change was made in the cluster, but its revision could not be recorded: ${cause.message}`, [], { written: edits.map(({ ref }) => ref) })
    }),
  ])
  return { kind: 'done', executed: { ...executed, revision } }
}
