import type { CompiledListener, CompiledRoute, CompiledStream, Snapshot } from '#lib/snapshot/snapshot.ts'
import { diffPlace } from './diff-place.ts'
import { diffSide } from './diff-side.ts'
import { diffStreams } from './diff-streams.ts'
import { summarise, type RoutingChange } from './routing-changes.ts'
import { witnessMaker } from '../witness.ts'

export type { RoutingChange }

/** A method that no route names. */
function otherMethod(routes: readonly CompiledRoute[]): string {
  const named = new Set(routes.flatMap(({ methods }) => methods))
  let method = 'OTHER'
  while (named.has(method)) method += '-X'
  return method
}

type AnyListener = CompiledListener | CompiledStream
const placeKey = ({ protocol, port }: AnyListener) => `${protocol} ${port ?? ''}`

/** A listener by its name, with its port where the name stands at several. */
function labels(listeners: readonly AnyListener[]): (listener: AnyListener) => string {
  const places = Map.groupBy(listeners, ({ name }) => name)
  const shared = new Set([...places].filter(([, list]) => new Set(list.map(placeKey)).size > 1).map(([name]) => name))
  return ({ name, port }) => (shared.has(name) && port !== null ? `${name}:${port}` : name)
}

/**
 * Which requests change where they go, the most telling first, at most 200 lines. For every entry of either side witness
 * requests are made, run on both, and compared; entries that nothing that changed can meet are skipped, which loses nothing.
 * What changes for requests that are nobody's witness goes unseen: where entries overlap only in part, or behind a regular
 * expression.
 */
export function diffRouting(before: Snapshot, after: Snapshot): RoutingChange[] {
  const numbers = new Map<string, number>()
  const [old, next] = [diffSide(before, numbers), diffSide(after, numbers)]
  const witnesses = witnessMaker(otherMethod([...before.routes, ...after.routes]))
  const label = labels([...before.listeners, ...after.listeners, ...before.streams, ...after.streams])
  const places = new Set([...after.listeners, ...before.listeners].map(placeKey))
  const http = [...places].flatMap((place) => {
    const at = ({ listeners }: Snapshot) => listeners.filter((listener) => placeKey(listener) === place)
    return diffPlace({ before: { side: old, listeners: at(before) }, after: { side: next, listeners: at(after) }, label }, witnesses)
  })
  return summarise([...http, ...diffStreams(old, next)])
}
