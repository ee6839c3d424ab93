import { z } from 'zod'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import { managedBy } from '#lib/kubernetes/managed-by.ts'
import { objectKeyOf, type V1Ingress } from '#lib/kubernetes/objects.ts'
import { settleFindings, type ReachFinding } from '#lib/kubernetes/reach/finding.ts'
import { classFinding, classNamed, controllerOf } from '#lib/kubernetes/reach/ingress-class.ts'
import { placesOf } from '#lib/kubernetes/read/ingress.ts'
import type { ServiceContext } from '../context.ts'
import { verb } from '../verb.ts'
import { ClusterQuery, clusterPage } from './page.ts'
import { joinReach, presentFinding } from './present-reach.ts'
import { WIDTH } from './reach.ts'
import { clusterScene, reachSight, type ClusterScene, type ReachSight } from './scene.ts'
import { clusterPageOf, IngressOut } from './schemas.ts'

type Facts = { hosts: string[]; paths: number; backends: { service: string; port: string }[]; secrets: string[]; text: string }

function readFacts(ingress: V1Ingress): Facts {
  const { metadata, spec } = ingress
  const places = placesOf(ingress)
  const hosts = [...new Set((spec.rules ?? []).map(({ host }) => host?.toLowerCase() ?? '*'))]
  const secrets = [...new Set((spec.tls ?? []).flatMap(({ secretName }) => secretName ?? []))]
  const backends = new Map<string, { service: string; port: string }>()
  for (const { backend } of places) {
    const service = backend.service?.name ?? `${backend.resource?.kind ?? '?'}/${backend.resource?.name ?? '?'}`
    const port = String(backend.service?.port?.name ?? backend.service?.port?.number ?? '')
    backends.set(`${service}:${port}`, { service, port })
  }
  const words = [objectKeyOf(metadata), classNamed(ingress) ?? '', ...hosts, ...secrets, ...backends.keys()]
  return { hosts, paths: places.length, backends: [...backends.values()], secrets, text: words.join('\n').toLowerCase() }
}

const known = new WeakMap<V1Ingress, Facts>()

// 10,000 of them are searched at each key stroke.
function factsOf(ingress: V1Ingress): Facts {
  const facts = known.get(ingress) ?? readFacts(ingress)
  known.set(ingress, facts)
  return facts
}

/** What was found of the Ingress itself, beside its routes. */
function ownFindings(ingress: V1Ingress, { diagnosticsOf }: ReachSight, hasRoutes: boolean): ReachFinding[] {
  const { namespace, name } = ingress.metadata
  return diagnosticsOf(`Ingress/${namespace}/${name}`).flatMap(({ code, params, message }): ReachFinding[] => {
    const effect = hasRoutes ? 'limited' : 'unreachable'
    if (code === 'PATH_TAKEN') return [{ code, effect, params: { ...params, message } }]
    return code === 'NOT_COMPILED' ? [{ code: 'DIAGNOSED', effect, params: { ...params, message } }] : []
  })
}

async function reachOf(ctx: ServiceContext, ingress: V1Ingress, { reading, index, served }: ClusterScene, sight: ReachSight) {
  const ofClass = classFinding(ingress, served, reading.objects.ingressClasses)
  const say = (finding: ReachFinding | undefined) => (finding ? presentFinding(finding, ctx.locale) : null)
  if (ofClass && ofClass.effect !== 'note') return { state: 'notServed' as const, finding: say(ofClass) }
  const routes = index.routesOf.get(objectKeyOf(ingress.metadata)) ?? []
  const joined = joinReach(await Promise.all(routes.map(sight.reach)))
  const own = [...ownFindings(ingress, sight, routes.length > 0), ...(ofClass ? [ofClass] : [])]
  const { state, findings } = settleFindings([...joined.findings.map((finding) => (joined.state === 'limited' && finding.effect === 'unreachable' ? { ...finding, effect: 'limited' as const } : finding)), ...own])
  return { state, finding: say(findings[0]) }
}

const addressesOf = ({ status }: V1Ingress) => (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])

export const listIngresses = verb({
  summary: 'Every Ingress of the cluster, of whatever class, and whether it can be reached',
  role: 'viewer',
  input: z.object({ ...ClusterQuery, class: z.string().max(253).optional().describe('of this class alone') }),
  output: clusterPageOf(IngressOut),
  async run(ctx, { class: wantedClass, ...query }) {
    const scene = await clusterScene(ctx)
    const { reading, index } = scene
    const classes = reading.objects.ingressClasses
    const all = [...reading.objects.ingresses.values()].filter((ingress) => wantedClass === undefined || classNamed(ingress) === wantedClass)
    const page = clusterPage(all.map((item) => ({ metadata: item.metadata, item, text: () => factsOf(item).text })), query)
    const sight = await reachSight(ctx, scene)
    const reached = new Map<V1Ingress, Awaited<ReturnType<typeof reachOf>>>()
    await concurrently(page.items, WIDTH, async (ingress) => void reached.set(ingress, await reachOf(ctx, ingress, scene, sight)))
    const items = page.items.map((ingress) => {
      const { metadata } = ingress
      const { hosts, paths, backends, secrets } = factsOf(ingress)
      const named = classNamed(ingress)
      const reach = reached.get(ingress)!
      return {
        namespace: metadata.namespace,
        name: metadata.name,
        createdAt: metadata.creationTimestamp,
        managedBy: managedBy(metadata),
        class: named,
        controller: controllerOf(classes, named),
        served: reach.state !== 'notServed',
        hosts,
        paths,
        backends,
        secrets,
        addresses: addressesOf(ingress),
        routes: (index.routesOf.get(objectKeyOf(metadata)) ?? []).map(({ object }) => object.name),
        reach,
      }
    })
    return { ...page, items, problems: sight.around.problems }
  },
})
