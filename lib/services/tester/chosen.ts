import { buildRing, placeFor } from '#lib/routing/balancing/ring.ts'
import { hashText } from '#lib/routing/balancing/hash-text.ts'
import { xxhash32 } from '#lib/routing/balancing/xxhash32.ts'
import { boundPlace } from '#lib/routing/filters/bound-place.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream, HashSource } from '#lib/snapshot/upstream.ts'
import { addressOf } from '#lib/routing/address.ts'
import { CHOICE_SENTENCES, type ChoiceSentences } from './choice-sentences.ts'
import type { Filtered } from './filters/explain-filters.ts'
import { madeOnce } from './filters/step.ts'
import type { Arrival } from './predict.ts'
import type { Locale } from './sentences.ts'
import type { Side } from './sides.ts'

/** How a target is chosen: `target` where it is certain, by its place. `why` null: by weight, as anybody would think. */
export type Chosen = { target: number | null; why: string | null }

type Scene = { filtered: Filtered; arrival: Arrival; side: Side; locale: Locale }

/** `isUp`: as far as is known. `takes`: new requests. By places. */
export type Members = { isUp: (place: number) => boolean; takes: (place: number) => boolean }

const ringOf = madeOnce((upstream: CompiledUpstream) => buildRing(upstream.targets, upstream.slots))

const affinityOf = ({ match }: Filtered): FilterOf<'affinity'> | undefined =>
  match.route.filters.map(({ filter }) => filter).find((filter) => filter.type === 'affinity')

function sourceText(source: HashSource, text: string, words: ChoiceSentences): string {
  return 'name' in source ? words[source.from](source.name, text) : words[source.from](text)
}

function byHash(upstream: CompiledUpstream, { takes }: Members, { filtered, arrival, locale }: Scene): Chosen {
  const words = CHOICE_SENTENCES[locale]
  if (upstream.hash.length === 0) return { target: null, why: words.nothingToHash }
  const { match, identity } = filtered
  const facts = { consumer: identity?.consumer.name ?? null, clientAddress: arrival.clientAddress, headers: arrival.request.headers, match }
  const found = hashText(upstream.hash, facts, () => '')
  const source = found && upstream.hash[found.source]!
  // Its value is made by the proxy, and so is the choice.
  if (found?.setCookie && source && 'name' in source) return { target: null, why: words.newCookie(source.name) }
  const target = placeFor(ringOf(upstream), xxhash32(found?.text ?? ''), takes)
  if (target === -1) return { target: null, why: null }
  const address = addressOf(upstream.targets[target]!)
  return { target, why: found ? words.hashed(sourceText(source!, found.text, words), address) : words.hashedNothing(address) }
}

/** How an upstream chooses among its targets for a request. */
export function chosenOf(upstream: CompiledUpstream, members: Members, scene: Scene): Chosen {
  const words = CHOICE_SENTENCES[scene.locale]
  const filter = affinityOf(scene.filtered)
  const bound = filter ? boundPlace(filter, scene.side.side, scene.arrival.request.headers, upstream, members) : -1
  if (bound !== -1 && members.isUp(bound)) return { target: bound, why: words.bound(filter!.cookie, addressOf(upstream.targets[bound]!)) }
  switch (upstream.algorithm) {
    case 'consistent-hashing':
      return byHash(upstream, members, scene)
    case 'round-robin':
      return { target: null, why: null }
    default:
      return { target: null, why: words[upstream.algorithm] }
  }
}
