/** Tries before a thread lets go of the processor: what a lock guards takes less than a microsecond. */
const TRIES = 200
/** After which a lock counts as left behind: its holder was ended. One that only stood still that long may count a request wrong. */
const LEFT_BEHIND_MS = 50

const OWNER_BITS = 11
const TICKET_BITS = 20

/** The most threads that may share locks. */
export const MOST_OWNERS = 2 ** OWNER_BITS - 1

/** Locks of one thread; `take` gives what `leave` wants back. */
export type Locks = { take(place: number): number; leave(place: number, ticket: number): void }

/**
 * Locks between threads that may be ended at any instruction: one that its holder has left behind is taken over.
 * @param words 0: free; otherwise who holds it and a ticket, which tells one hold from the next
 * @param owner the number of this thread, below `MOST_OWNERS`
 */
export function createLocks(words: Int32Array, owner: number): Locks {
  const first = (owner + 1) << TICKET_BITS
  let tickets = 0

  const waitFor = (place: number, ticket: number): void => {
    let held = 0
    let since = 0
    for (let tries = 0; ; tries++) {
      const seen = Atomics.compareExchange(words, place, 0, ticket)
      if (seen === 0) return
      if (tries < TRIES) continue
      const now = performance.now()
      if (seen !== held) {
        held = seen
        since = now
      } else if (now - since > LEFT_BEHIND_MS && Atomics.compareExchange(words, place, seen, ticket) === seen) return
      // Nobody wakes it: that would cost each holder more than the rare wait for one that is off the processor.
      Atomics.wait(words, place, seen, 1)
    }
  }
  return {
    take(place) {
      tickets = (tickets + 1) & (2 ** TICKET_BITS - 1)
      const ticket = first | tickets
      if (Atomics.compareExchange(words, place, 0, ticket) !== 0) waitFor(place, ticket)
      return ticket
    },
    leave(place, ticket) {
      // One that was taken over in the meantime is another's.
      Atomics.compareExchange(words, place, ticket, 0)
    },
  }
}
