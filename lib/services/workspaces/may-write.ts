import { reasonAgainst, whatMayBeDone, type Access } from '#lib/kubernetes/access.ts'
import type { ClusterView } from '#lib/store/cluster-view.ts'
import type { ServiceContext } from '../context.ts'

/** Which Kubernetes objects must be written for a kind of ours. */
const RESOURCES = { routes: 'ingresses', canaries: 'ingresses', services: 'services', upstreams: 'services', certificates: 'secrets' } as const
const VERBS = ['create', 'patch'] as const

const ASKED_MS = 30_000
const asked = new WeakMap<ClusterView, { at: number; access: Promise<Access | null> }>()

/** What the account may do, asked twice a minute at most; null as long as nobody can tell. */
function accessOf(view: ClusterView, ctx: ServiceContext, namespaces: readonly string[]): Promise<Access | null> {
  const known = asked.get(view)
  if (known && performance.now() - known.at < ASKED_MS) return known.access
  const client = view.current()?.client
  if (!client) return Promise.resolve(null)
  const access = whatMayBeDone(client, namespaces).catch((err: unknown) => {
    ctx.log.warn({ err }, 'what the account of a cluster may do is not known')
    return null
  })
  asked.set(view, { at: performance.now(), access })
  return access
}

/**
 * Why the account of a cluster may not write a kind of object in any of the namespaces, by kind; null where it may. What is not
 * known counts as allowed: the API server decides in the end.
 */
export async function whoMayWrite(view: ClusterView, ctx: ServiceContext, namespaces: readonly string[]): Promise<Record<string, string | null>> {
  const access = await accessOf(view, ctx, namespaces)
  const places = namespaces.length === 0 ? [''] : namespaces
  const why = (resource: string): string | null => {
    const reasons = places.flatMap((namespace) => VERBS.map((verb) => access && reasonAgainst(access, verb, resource, namespace)))
    return reasons.every((reason) => reason !== null) ? reasons[0]! : null
  }
  return Object.fromEntries(Object.entries(RESOURCES).map(([kind, resource]) => [kind, why(resource)]))
}
