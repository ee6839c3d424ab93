/** Which objects are not to be written again yet, so that two who write different values do not keep each other busy. */
export type HoldOff = {
  mayTry(key: string): boolean
  tried(key: string): void
  forget(key: string): void
  clear(): void
}

const FIRST_MS = 1000
const LONGEST_MS = 300_000
/** After so long without a try the next one is the first again. */
const REMEMBERED_MS = 600_000

/**
 * After each try the next one waits twice as long: 1 s, 2 s … 5 minutes.
 * @param now milliseconds of a clock that never goes back
 */
export function createHoldOff(now: () => number): HoldOff {
  const tries = new Map<string, { count: number; at: number }>()
  const known = (key: string) => {
    const found = tries.get(key)
    return found && now() - found.at < REMEMBERED_MS ? found : undefined
  }
  return {
    mayTry(key) {
      const last = known(key)
      return !last || now() - last.at >= Math.min(FIRST_MS * 2 ** (last.count - 1), LONGEST_MS)
    },
    tried(key) {
      tries.set(key, { count: (known(key)?.count ?? 0) + 1, at: now() })
    },
    forget: (key) => void tries.delete(key),
    clear: () => tries.clear(),
  }
}
