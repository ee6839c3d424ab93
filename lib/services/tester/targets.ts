import { targetKey } from '#lib/link/health.ts'
import type { CompiledTarget, CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { addressOf } from '#lib/routing/address.ts'
import { chosenOf, type Members } from './chosen.ts'
import type { Filtered } from './filters/explain-filters.ts'
import type { Arrival } from './predict.ts'
import type { Explanation } from './result.ts'
import { roundShare, type Locale } from './sentences.ts'
import type { Side } from './sides.ts'

/** A side with its targets. `first`: one that is asked, perhaps; null: no target takes requests. `why`: how it is chosen. */
export type SideTargets = { side: Side; targets: Explanation['targets']; first: CompiledTarget | null; why: string | null }

type Health = 'up' | 'down' | undefined

const healthOf = ({ workspace, name, targets }: CompiledUpstream, known: Arrival['health']): Health[] =>
  targets.map((target) => known?.get(targetKey({ workspace, upstream: name, address: addressOf(target) })))

/** Nobody takes requests while less of the weight is up than the threshold asks for (Kong healthchecks.threshold). */
function membersOf({ targets, healthchecks }: CompiledUpstream, health: readonly Health[]): Members {
  const weightOf = (places: readonly number[]) => places.reduce((sum, place) => sum + targets[place]!.weight, 0)
  const all = [...targets.keys()]
  const up = all.filter((place) => health[place] !== 'down')
  const isShort = weightOf(up) * 100 < (healthchecks?.threshold ?? 0) * weightOf(all)
  const isUp = (place: number) => !isShort && health[place] !== 'down'
  return { isUp, takes: (place) => isUp(place) && targets[place]!.weight > 0 }
}

type Scene = { snapshot: Snapshot; arrival: Arrival; locale: Locale }

/** The targets of a side with their shares of all such requests; what drains is only shown where it is chosen. */
export function targetsOf({ snapshot, arrival, locale }: Scene, filtered: Filtered, side: Side): SideTargets {
  const { service } = side
  const upstream = snapshot.upstreams[service.upstream]!
  const health = healthOf(upstream, arrival.health)
  const members = membersOf(upstream, health)
  const { target: certain, why } = chosenOf(upstream, members, { filtered, arrival, side, locale })
  const { targets, first } = shared(upstream, side, members, certain, health)
  return { side, targets, first, why: first && why }
}

type Shared = Pick<SideTargets, 'targets' | 'first'>

function shared(upstream: CompiledUpstream, side: Side, { takes }: Members, certain: number | null, health: readonly Health[]): Shared {
  const { targets } = upstream
  const taking = certain === null ? [...targets.keys()].filter(takes) : [certain]
  const total = taking.reduce((sum, place) => sum + targets[place]!.weight, 0)
  const shareOf = (place: number) => (certain === null ? (takes(place) ? targets[place]!.weight / total : 0) : place === certain ? 1 : 0)
  const shown = [...targets.keys()].filter((place) => targets[place]!.weight > 0 || place === certain)
  return {
    first: taking.length > 0 ? targets[taking[0]!]! : null,
    targets: shown.map((place) => ({
      address: addressOf(targets[place]!),
      share: roundShare(side.share * shareOf(place)),
      side: side.side,
      service: side.service.name,
      ...(health[place] === undefined ? {} : { health: health[place] }),
    })),
  }
}

/** Of a stream, which has neither filters nor anything to hash. */
export function streamTargets(snapshot: Snapshot, side: Side): Explanation['targets'] {
  const upstream = snapshot.upstreams[side.service.upstream]!
  return shared(upstream, side, membersOf(upstream, []), null, []).targets
}
