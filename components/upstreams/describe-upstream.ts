import type { Target, Upstream } from '#lib/model/upstream.ts'

export const address = ({ host, port }: Pick<Target, 'host' | 'port'>) => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** The first target that takes traffic, and how many others there are; undefined without any. */
export function targetSummary({ targets }: Pick<Upstream, 'targets'>): { address: string; weight: number; more: number } | undefined {
  const first = targets.find((target) => target.enabled && target.weight > 0) ?? targets[0]
  return first && { address: address(first), weight: first.weight, more: targets.length - 1 }
}

export const takingTraffic = ({ targets }: Pick<Upstream, 'targets'>) => targets.filter((target) => target.enabled && target.weight > 0).length
