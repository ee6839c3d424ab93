/** What the proxy needs of a logger: facts first, then the sentence. */
export type Log = Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>

/**
 * Passes on at most `perSecond` calls a second, so that a dead upstream does not turn into a flood; the first one after a
 * silence says how many were left out.
 */
export function limited(write: (facts: object, message: string) => void, perSecond: number, now: () => number = Date.now) {
  let second = 0
  let count = 0
  let leftOut = 0
  return (facts: object, message: string): void => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      second = current
      count = 0
    }
    if (++count > perSecond) {
      leftOut++
      return
    }
    write(leftOut > 0 ? { ...facts, leftOut } : facts, message)
    leftOut = 0
  }
}
