/** Something that is to be called when its time is over. The two fields belong to the deadlines that it is set in. */
export type Timed = {
  /** `performance.now()` time; Infinity: none. */
  deadline: number
  /** The tick in whose set it lies; 0: in none. */
  tick: number
  onDeadline(): void
}

export type Deadlines = {
  /** Sets or moves a deadline, in milliseconds from now. Moving it to a later time costs an assignment. */
  set(timed: Timed, ms: number): void
  /** To be called when a timed thing ends for good. */
  remove(timed: Timed): void
  /** Stops the clock. */
  close(): void
}

/**
 * Coarse deadlines for thousands of sockets: at most one tick late. A timer for each would cost more than the request
 * that it guards; here a thing lies in the set of one tick, and is looked at again when that tick comes.
 */
export function createDeadlines(tickMs = 20, now: () => number = () => performance.now()): Deadlines {
  const sets = new Map<number, Set<Timed>>()
  let next = Math.floor(now() / tickMs)
  let timer: NodeJS.Timeout | null = null

  const put = (timed: Timed) => {
    const tick = Math.max(next + 1, Math.ceil(timed.deadline / tickMs))
    const set = sets.get(tick)
    if (set) set.add(timed)
    else sets.set(tick, new Set([timed]))
    timed.tick = tick
  }
  const remove = (timed: Timed) => {
    timed.deadline = Infinity
    if (timed.tick === 0) return
    const set = sets.get(timed.tick)
    set?.delete(timed)
    if (set?.size === 0) sets.delete(timed.tick)
    timed.tick = 0
  }
  const fire = (set: Set<Timed>, time: number) => {
    for (const timed of set) {
      timed.tick = 0
      if (timed.deadline === Infinity) continue
      if (timed.deadline > time) {
        put(timed)
        continue
      }
      timed.deadline = Infinity
      timed.onDeadline()
    }
  }
  const advance = () => {
    const time = now()
    const current = Math.floor(time / tickMs)
    // After a long pause there are fewer sets than ticks.
    const due = current - next > sets.size ? [...sets.keys()].filter((tick) => tick <= current).sort((a, b) => a - b) : ticks(next + 1, current)
    next = current
    for (const tick of due) {
      const set = sets.get(tick)
      if (!set) continue
      sets.delete(tick)
      fire(set, time)
    }
    if (sets.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  }
  return {
    remove,
    set(timed, ms) {
      timed.deadline = now() + ms
      if (timed.tick !== 0 && timed.tick * tickMs <= timed.deadline) return
      const deadline = timed.deadline
      if (timed.tick !== 0) remove(timed)
      timed.deadline = deadline
      if (!timer) {
        next = Math.floor(now() / tickMs)
        timer = setInterval(advance, tickMs)
        timer.unref()
      }
      put(timed)
    },
    close() {
      if (timer) clearInterval(timer)
      timer = null
      sets.clear()
    },
  }
}

function ticks(from: number, to: number): number[] {
  const list: number[] = []
  for (let tick = from; tick <= to; tick++) list.push(tick)
  return list
}
