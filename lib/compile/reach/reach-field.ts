import type { RoutingConfig, SourceRef } from '#lib/model/routing-config.ts'
import { normaliseTypedPath } from '#lib/routing/path.ts'
import type { CompiledListener, Entry } from '#lib/snapshot/snapshot.ts'

const bare = (path: string) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)

/**
 * The field of a route that declares an entry, as far as it can be told: dialects bring paths to another form.
 * @returns `paths.0.value`, `hosts`, or undefined where the route declares neither
 */
export function fieldOf(
  configs: readonly RoutingConfig[],
  source: SourceRef,
  { path }: Entry,
  { pathForm }: CompiledListener,
): string | undefined {
  const config = configs.find(({ workspace }) => workspace === source.workspace)
  const route = config?.routes.find(({ object }) => object.name === source.name)?.object
  if (path.kind === 'any') return !route || route.hosts.length > 0 ? 'hosts' : undefined
  const isSame = (value: string) => value === path.value || bare(normaliseTypedPath(value, pathForm)) === bare(path.value)
  const place = route?.paths.findIndex(({ value }) => isSame(value)) ?? -1
  return place === -1 ? 'paths' : `paths.${place}.value`
}
