import type { Service } from '#lib/model/service.ts'

/** The names of the services of each upstream. */
export function servicesByUpstream(services: readonly Pick<Service, 'name' | 'upstream'>[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { name, upstream } of services) {
    if (upstream === undefined) continue
    const names = found.get(upstream)
    if (names) names.push(name)
    else found.set(upstream, [name])
  }
  return found
}
