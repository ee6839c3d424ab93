import type { KubernetesChange, ManagedBy } from '#components/api/types.ts'

type Foreign = KubernetesChange & { managedBy: ManagedBy }

/** Objects that another tool keeps as they are, and would put back. */
export const keptByOthers = (changes: readonly KubernetesChange[] = []): Foreign[] =>
  changes.filter((change): change is Foreign => change.managedBy !== null && change.managedBy.tool !== 'sluice')

/** What to give to whoever keeps an object: the patch, else the whole object, else what to run. */
export function handOver({ patch, after, command }: KubernetesChange): { kind: 'patch' | 'yaml' | 'command'; text: string } {
  if (patch && patch.length > 0) return { kind: 'patch', text: `${JSON.stringify(patch, null, 2)}\n` }
  return after === null ? { kind: 'command', text: command } : { kind: 'yaml', text: after }
}
