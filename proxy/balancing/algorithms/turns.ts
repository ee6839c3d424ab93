import type { Members } from '../members.ts'
import type { TargetState } from '../target-state.ts'
import type { AlgorithmContext } from './algorithm.ts'

/** Turns grow for ever; from here on they would lose digits. */
const MOST_VIRTUAL_TIME = 1e6

/**
 * Smooth weighted round-robin by earliest deadline: in virtual time a target of weight w has a turn every 1/w, and the next turn
 * of all is taken. Weights 5, 1, 1 give a b a a a c a. Over the sum of whole weights, shares are exact.
 */
export type Turns = {
  /** Members or weights have changed. */
  update(members: Members): void
  /** When the next turn of a place comes, in virtual time. */
  of(place: number): number
  /** The place has its turn. One that let turns go by does not get them back. @param tried as in `Algorithm.pick` */
  take(place: number, tried: readonly number[]): void
}

/**
 * Where in their periods targets that start together have their turns: those of one weight are spread, so that light ones do not
 * come in one bunch between the turns of heavy ones.
 */
function phasesOf({ places, weights }: Members): Map<number, number> {
  const phases = new Map<number, number>()
  for (const equals of Map.groupBy(places, (place) => weights[place]!).values()) {
    for (const [index, place] of equals.entries()) phases.set(place, (index + 0.5) / equals.length)
  }
  return phases
}

/** @param moved the turn of a place is another; not called for what `update` changes */
export function createTurns({ state, states, random }: AlgorithmContext, moved: (place: number) => void): Turns {
  let members!: Members
  /** Of the weights of all members. */
  let total = 0

  // Counted and not added up: a sum of many 1/w would lose the ties of turns that are equal.
  const turnOf = ({ turnBase, turnCount, turnWeight }: TargetState): number => turnBase + turnCount / turnWeight

  /** Who has been here keeps what is left of its period; whoever comes, or comes back, gets a turn within one. */
  function join(place: number, phases: Map<number, number> | null): void {
    const target = states[place]!
    const weight = members.weights[place]!
    const now = state.virtualTime
    const left = target.turnWeight === 0 ? -1 : turnOf(target) - now
    if (left >= 0 && target.turnWeight === weight) return
    target.turnBase = now
    target.turnCount = left >= 0 ? left * target.turnWeight : (phases?.get(place) ?? random())
    target.turnWeight = weight
  }

  function rewind(): void {
    for (const target of states) target.turnBase -= state.virtualTime
    state.virtualTime = 0
    members.places.forEach(moved)
  }

  /**
   * The others take the place of a target that was tried: the time that this takes them is none of its own. Otherwise one of two
   * that is dead would be tried first for every request, and not for every second one.
   */
  function passOver(tried: readonly number[]): void {
    const here = tried.filter((place) => members.isOpen[place] === 1 && members.weights[place]! > 0)
    const rest = total - here.reduce((sum, place) => sum + members.weights[place]!, 0)
    if (rest <= 0) return
    for (const place of here) {
      states[place]!.turnBase += 1 / rest
      moved(place)
    }
  }

  return {
    update(next) {
      members = next
      total = next.places.reduce((sum, place) => sum + next.weights[place]!, 0)
      const phases = states.every(({ turnWeight }) => turnWeight === 0) ? phasesOf(members) : null
      for (const place of members.places) join(place, phases)
    },
    of: (place) => turnOf(states[place]!),
    take(place, tried) {
      const target = states[place]!
      const turn = turnOf(target)
      if (turn < state.virtualTime) {
        target.turnBase = state.virtualTime
        target.turnCount = 0
      } else if (tried.length === 0) state.virtualTime = turn
      if (tried.length > 0) passOver(tried)
      target.turnCount++
      moved(place)
      if (state.virtualTime > MOST_VIRTUAL_TIME) rewind()
    },
  }
}
