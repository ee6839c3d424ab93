import type { Reading } from '../../read/read-cluster.ts'
import { openReadings } from './readings.ts'
import type { Plan, Wanted, World, WriteIssue } from '../types.ts'
import { verifyOthers } from './verify-others.ts'
import { verifyWanted } from './verify-wanted.ts'

/**
 * Compares what would be read back with what was asked for: each wanted object field by field, and every other object of ours
 * as it was. Siblings in one Ingress may get other names, and its canaries change together. A plan that has issues is refused
 * anyway, and what would come of the rest of it is nobody's concern: there are none then.
 * @param after what `readCluster` makes of `withEdits(world.objects, plan.edits)`, with the memo that made `world.reading`
 */
export function verifyPlan(world: World, plan: Plan, wanted: readonly Wanted[], after: Reading): WriteIssue[] {
  if (plan.issues.length > 0) return []
  const issues: WriteIssue[] = []
  const seen = new Set<string>()
  const note = (index: number, path: WriteIssue['path'], message: string, params: WriteIssue['params'] = {}) => {
    const key = JSON.stringify([index, path, message])
    if (seen.has(key)) return
    seen.add(key)
    issues.push({ wanted: index, path, code: 'NOT_KEPT', message, params })
  }
  const readings = openReadings(world, plan, wanted, after)
  verifyWanted(world, plan, wanted, readings, note)
  verifyOthers(world, plan, wanted, readings, note)
  return issues
}
