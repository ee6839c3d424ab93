import { issuesOfRefusal } from '#lib/kubernetes/write/refusals/field-map.ts'
import type { ExecuteResult } from '#lib/kubernetes/write/send/execute.ts'
import { refKey } from '#lib/kubernetes/write/types.ts'
import { execute, type ClusterParts, type Executed, type Said } from './cluster-execute.ts'
import { answered, changesOf, isPlanned, planChange, type PlannedChange } from './cluster-plan.ts'
import { notWritable, notWritten } from './cluster-refusals.ts'
import type { Change, Commit, Rehearsal } from './store.ts'

/** How often a change is planned anew because a Kubernetes object moved under it. */
const ATTEMPTS = 5

type Refused = Extract<ExecuteResult, { kind: 'refused' }>

function refusedChange({ refusals, undone, left }: Refused, { wanted, names, prepared }: PlannedChange) {
  const issues = refusals.flatMap((refusal) => {
    const after = prepared.find(({ ref }) => refKey(ref) === refKey(refusal.ref))?.after ?? null
    return issuesOfRefusal(refusal, after, wanted, names)
  })
  return notWritable(issues, wanted, { undone, left })
}

/**
 * Does work that plans and sends until nobody else was faster. A stale version of an object of ours is an error of the plan; one
 * of a Kubernetes object alone is nothing that whoever asked could do something about.
 */
export async function untilFresh<T>(work: () => Promise<T | Extract<ExecuteResult, { kind: 'stale' }>>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await work()
    if (typeof outcome !== 'object' || outcome === null || !('kind' in outcome) || outcome.kind !== 'stale') return outcome as T
    const stale = outcome as Extract<ExecuteResult, { kind: 'stale' }>
    if (attempt === ATTEMPTS || stale.left.length > 0) throw notWritten(stale)
  }
}

type Sent = { planned: PlannedChange; executed: Executed }

/** Plans and sends; null where nothing is to be changed. */
async function send(parts: ClusterParts, change: Change, said: Said): Promise<Sent | Extract<ExecuteResult, { kind: 'stale' }> | { unchanged: Commit['objects'] }> {
  const planned = await planChange(parts, change)
  if (!isPlanned(planned)) return { unchanged: answered(change.writes, { wanted: [], names: new Map() }, planned.whole) }
  const outcome = await execute(parts, planned.survey, planned.prepared, said)
  if (outcome.kind === 'stale') return outcome
  if (outcome.kind === 'refused') throw refusedChange(outcome, planned)
  if (outcome.kind !== 'done') throw notWritten(outcome)
  return { planned, executed: outcome.executed }
}

/** `Store.commit` in a cluster. */
export async function commitToCluster(parts: ClusterParts, change: Change): Promise<Commit> {
  const { actor, comment, writes } = change
  const sent = await untilFresh(() => send(parts, change, { actor, comment, dryRun: false }))
  if ('unchanged' in sent) return { revision: null, objects: sent.unchanged, kubernetes: [] }
  const { planned, executed } = sent
  return { revision: executed.revision, objects: answered(writes, planned, executed.after), kubernetes: executed.kubernetes }
}

/** `Store.rehearse` in a cluster. */
export async function rehearseInCluster(parts: ClusterParts, change: Change, { asksCluster }: { asksCluster: boolean }): Promise<Rehearsal> {
  const { actor, comment, writes } = change
  if (!asksCluster) {
    const planned = await planChange(parts, change)
    if (!isPlanned(planned)) {
      return { config: planned.whole.config, objects: answered(writes, { wanted: [], names: new Map() }, planned.whole), changes: false, kubernetes: [] }
    }
    return { config: planned.after.config, objects: answered(writes, planned, planned.after), changes: true, kubernetes: changesOf(planned.prepared) }
  }
  const sent = await untilFresh(() => send(parts, change, { actor, comment, dryRun: true }))
  if ('unchanged' in sent) return { config: (await parts.view.read()).config, objects: sent.unchanged, changes: false, kubernetes: [] }
  const { planned, executed } = sent
  return { config: executed.config, objects: answered(writes, planned, executed.after), changes: true, kubernetes: executed.kubernetes }
}
