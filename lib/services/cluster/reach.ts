import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { concurrently } from '#lib/kubernetes/concurrently.ts'
import type { RouteReach } from '#lib/kubernetes/reach/route-reach.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { ClusterQuery, clusterPage } from './page.ts'
import { presentFinding } from './present-reach.ts'
import { clusterScene, reachSight } from './scene.ts'
import { clusterPageOf, RouteReachOut } from './schemas.ts'

/** How many routes are looked at side by side: each may ask the API server for pods. */
export const WIDTH = 8

export const listReach = verb({
  summary: 'For each route of a cluster: whether it can be reached, and if not why and what to do',
  role: 'viewer',
  input: z.object({ ...ClusterQuery, route: z.string().max(128).optional().describe('this one alone') }),
  output: clusterPageOf(RouteReachOut),
  async run(ctx, { route: asked, ...query }) {
    const scene = await clusterScene(ctx)
    const { routes } = scene.index
    if (asked !== undefined && !routes.has(asked)) throw new AppError('NOT_FOUND', say(ctx.locale, 'noSuchObject', { kind: 'routes', name: asked }))
    const wanted = asked === undefined ? [...routes.values()] : [routes.get(asked)!]
    const rows = wanted.map((item) => {
      const { object, source, createdAt } = item
      const metadata = { namespace: source.origin?.namespace ?? '', name: object.name, creationTimestamp: createdAt }
      return { metadata, item, text: () => [object.name, ...object.hosts, object.service ?? ''].join(' ') }
    })
    const page = clusterPage(rows, query)
    const { reach, around } = await reachSight(ctx, scene)
    const found = new Map<string, RouteReach>()
    await concurrently(page.items, WIDTH, async (route) => void found.set(route.object.name, await reach(route)))
    const items = page.items.map(({ object: { name } }) => {
      const { state, findings } = found.get(name)!
      return { route: name, state, findings: findings.map((finding) => presentFinding(finding, ctx.locale)) }
    })
    return { ...page, items, problems: around.problems }
  },
})
