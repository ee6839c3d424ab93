/** Resolves after `ms`, or when `signal` is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => resolve()
  const timer = setTimeout(end, ms)
  signal.addEventListener('abort', end)
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', end)
}

/** A sleep that others can end. */
export type Waker = {
  wake(): void
  /** Resolves after `ms`, at the next `wake`, at once if one came since the last sleep, or when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export function createWaker(): Waker {
  let woken = new AbortController()
  return {
    wake: () => woken.abort(),
    async sleep(ms, signal) {
      await pause(ms, AbortSignal.any([signal, woken.signal]))
      woken = new AbortController()
    },
  }
}
