type Weighted = { weight: number | string | undefined; enabled: boolean; host?: string }

const weightOf = ({ weight, enabled }: Weighted) => (enabled && typeof weight === 'number' && weight > 0 ? weight : 0)

/** The part of the traffic that a target gets by its weight, 0–1; undefined while no target has any, or for one without a host. */
export function shareOf(targets: readonly Weighted[], index: number): number | undefined {
  const total = targets.reduce((sum, target) => sum + (target.host === '' ? 0 : weightOf(target)), 0)
  const target = targets[index]
  return total === 0 || target === undefined || target.host === '' ? undefined : weightOf(target) / total
}
