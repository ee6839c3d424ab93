import { z } from 'zod'
import type { KnownHealth, TargetHealth } from '#lib/link/health.ts'
import { verb } from '../verb.ts'
import { askController } from './ask.ts'
import { UpstreamHealthOut } from './schemas.ts'
import { targetAddresses } from './target-addresses.ts'

const MOST_CHANGES = 200

const moment = (ms: number) => new Date(ms).toISOString()

type Told = { proxy: string; target: TargetHealth }

function stateOf(told: readonly Told[]): UpstreamHealthOut['targets'][number]['state'] {
  const states = new Set(told.map(({ target }) => target.state))
  if (states.size > 1) return 'mixed'
  return [...states][0] ?? 'unknown'
}

/** What the proxies say of each target of the upstream as it is declared now. */
export function presentHealth(addresses: readonly string[], { proxies, changes }: KnownHealth): UpstreamHealthOut {
  const all = proxies.flatMap(({ proxy, targets }) => targets.map((target): Told => ({ proxy, target })))
  const byAddress = Map.groupBy(all, ({ target }) => target.address)
  return {
    targets: addresses.map((address) => {
      const told = byAddress.get(address) ?? []
      const ofProxies = told.map(({ proxy, target: { state, by, since, reason } }) => ({ proxy, state, by, since: since === null ? null : moment(since), reason }))
      return { address, state: stateOf(told), proxies: ofProxies }
    }),
    changes: changes.slice(0, MOST_CHANGES).map(({ at, proxy, address, state, by, reason }) => ({ at: moment(at), proxy, address, state, by, reason })),
  }
}

export const getUpstreamHealth = verb({
  summary: 'The health of an upstream’s targets as each proxy sees it, and its last changes, newest first',
  role: 'viewer',
  input: z.strictObject({ name: z.string() }),
  output: UpstreamHealthOut,
  async run(ctx, { name }) {
    const addresses = await targetAddresses(ctx, name)
    return presentHealth(addresses, await askController(ctx, ctx.controller.health(ctx.workspace, name)))
  },
})
