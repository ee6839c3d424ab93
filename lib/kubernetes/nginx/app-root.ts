import type { Route } from '#lib/model/route.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { KeptIngress } from '../read/memo.ts'
import { nameIn } from '../read/names.ts'

/** In names of routes that app-root makes, which stand for no place of an Ingress. */
const MARK = '~~app-root'

/** Whether a route was made of app-root: it is written by that annotation, and not by itself. */
export const isAppRoot = (name: string): boolean => name.includes(MARK)

const hostsOf = ({ object }: Declared<Route>) => object.hosts[0] ?? ''

/**
 * By host with an app-root: how long the longest path is, where the host's paths are all regular expressions; of these the
 * longest text comes first. Zero: an exact path comes first anyway.
 */
export function rootLengths(kept: readonly KeptIngress[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>()
  const hosts = new Set(kept.flatMap(({ read }) => read.nginx?.appRoot?.hosts ?? []))
  if (hosts.size === 0) return lengths
  const regex = new Set<string>()
  for (const { read } of kept) {
    for (const route of read.routes) {
      const host = hostsOf(route)
      const [path] = route.object.paths
      if (!hosts.has(host) || !path) continue
      const { useRegex, rewriteTarget } = route.object
      if (path.type === 'regex' || useRegex || (rewriteTarget !== undefined && rewriteTarget !== path.value)) regex.add(host)
      lengths.set(host, Math.max(lengths.get(host) ?? 0, path.value.length))
    }
  }
  for (const host of lengths.keys()) if (!regex.has(host)) lengths.set(host, 0)
  return lengths
}

// A path may have that many characters.
const LONGEST = 2048

/** The route of a host that leads "/" elsewhere, before whatever has that path. */
function rootRoute(base: Declared<Route>, ingress: string, { url, host, length }: { url: string; host: string; length: number }): Declared<Route> {
  const { rewriteTarget: _, useRegex: __, kubernetes: ___, ...common } = base.object
  const namespace = base.source.origin!.namespace
  const name = nameIn(namespace, `${ingress}${MARK}~${host.replace('*', '_') || '_'}`)
  const path: Route['paths'][number] = length === 0 ? { type: 'exact', value: '/' } : { type: 'regex', value: `/${'$'.repeat(Math.min(length, LONGEST - 1))}` }
  const object: Route = { ...common, name, hosts: base.object.hosts, paths: [path], filters: [{ type: 'redirect', url, statusCode: 302 }] }
  return { object, source: { ...base.source, name }, createdAt: base.createdAt }
}

/** The routes that app-root of an Ingress asks for. @param closed paths that answer 503 are not led elsewhere */
export function rootRoutes({ ingress, read }: KeptIngress, lengths: ReadonlyMap<string, number>): Declared<Route>[] {
  const { appRoot } = read.nginx!
  if (!appRoot) return []
  return appRoot.hosts.flatMap((host) => {
    const base = read.routes.find((route) => hostsOf(route) === host && route.object.paths.length > 0)
    return base ? [rootRoute(base, ingress.metadata.name, { url: appRoot.url, host, length: lengths.get(host) ?? 0 })] : []
  })
}
