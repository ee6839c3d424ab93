import type { Member } from './member.ts'
import { readVitals } from './vitals.ts'

/**
 * So many looks in a row without a beat: it is stuck. Looks are counted, not seconds: a process that was stopped for a while,
 * or a machine that has too much to do, stops the one who looks as well.
 */
const MOST_MISSED = 10
const LOOK_MS = 2000

/** Ends workers whose event loop does not go round any more, so that they are replaced. */
export function watchBeats(members: () => Iterable<Member>, lookMs = LOOK_MS): { stop: () => void } {
  const seen = new WeakMap<Member, { beat: number; missed: number }>()
  const look = (member: Member) => {
    if (!member.vitals) return
    const { beat } = readVitals(member.vitals)
    const before = seen.get(member)
    const missed = before?.beat === beat ? before.missed + 1 : 0
    seen.set(member, { beat, missed })
    if (missed === MOST_MISSED) void member.link.end({ kind: 'stuck', reason: `its event loop did not go round for ${(MOST_MISSED * lookMs) / 1000} s` })
  }
  const timer = setInterval(() => {
    for (const member of members()) look(member)
  }, lookMs).unref()
  return { stop: () => clearInterval(timer) }
}
