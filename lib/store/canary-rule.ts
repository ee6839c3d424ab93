import type { Canary } from '#lib/model/canary.ts'
import { AppError } from '#lib/errors.ts'
import type { Planned } from './plan.ts'

/** Routes for which a change starts a canary, or changes an active one. */
export function routesOfActive(planned: Planned[]): Set<string> {
  const active = planned.flatMap((item) => (item.kind === 'canaries' && item.after?.state === 'active' ? [item.after.route] : []))
  return new Set(active)
}

/**
 * A route has one active canary at most.
 * @param routes those that a change touches
 * @param canaries as they are after the change; at least all that name one of the routes
 * @throws {AppError} CONFLICT (`details.canary`)
 */
export function refuseRivals(routes: ReadonlySet<string>, canaries: Iterable<Canary>): void {
  const holders = new Map<string, string>()
  for (const { name, route, state } of canaries) {
    if (state !== 'active' || !routes.has(route)) continue
    const holder = holders.get(route)
    if (holder !== undefined) {
      const message = `The route ${route} already has an active canary, ${holder}; promote or abort it first`
      throw new AppError('CONFLICT', message, [], { canary: holder })
    }
    holders.set(route, name)
  }
}
