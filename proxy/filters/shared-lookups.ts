export type Cancel = () => void

/** Looks something up. `isForAll`: the result holds for everyone who asks the same; it comes later, not from within. */
export type Lookup<T> = (done: (result: T, isForAll: boolean) => void) => Cancel

type Waiter<T> = { lookup: Lookup<T>; done: (result: T) => void; cancelOwn: Cancel | null }
type Shared<T> = { first: Waiter<T>; waiters: Set<Waiter<T>>; cancel: Cancel }

/** Of several who ask the same at a time, the first looks it up; the others take its result, or ask themselves if it is not for all. */
export class SharedLookups<T> {
  private readonly shared = new Map<string, Shared<T>>()

  /** @returns lets go of it; a look-up for which nobody waits any more is cancelled */
  join(key: string, lookup: Lookup<T>, done: (result: T) => void): Cancel {
    const waiter: Waiter<T> = { lookup, done, cancelOwn: null }
    const known = this.shared.get(key)
    known?.waiters.add(waiter)
    const shared = known ?? this.begin(key, waiter)
    return () => {
      waiter.cancelOwn?.()
      if (!shared.waiters.delete(waiter) || shared.waiters.size > 0) return
      shared.cancel()
      this.forget(key, shared)
    }
  }

  private begin(key: string, first: Waiter<T>): Shared<T> {
    const shared: Shared<T> = { first, waiters: new Set([first]), cancel: () => {} }
    this.shared.set(key, shared)
    shared.cancel = first.lookup((result, isForAll) => {
      this.forget(key, shared)
      const waiters = [...shared.waiters]
      shared.waiters.clear()
      for (const waiter of waiters) {
        if (isForAll || waiter === first) waiter.done(result)
        else waiter.cancelOwn = waiter.lookup(waiter.done)
      }
    })
    return shared
  }

  private forget(key: string, shared: Shared<T>): void {
    if (this.shared.get(key) === shared) this.shared.delete(key)
  }
}
