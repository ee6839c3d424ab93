/** How a burst becomes few calls: after `quietMs` without another one, and at the latest `maxMs` after its first. */
export type Coalesce = { quietMs: number; maxMs: number }

export const COALESCE: Coalesce = { quietMs: 20, maxMs: 100 }

/** `poke` says that something happened, `stop` that nothing shall be called any more. */
export function coalesced(call: () => void, { quietMs, maxMs }: Coalesce): { poke(): void; stop(): void } {
  let quiet: NodeJS.Timeout | undefined
  let latest: NodeJS.Timeout | undefined
  const clear = () => {
    clearTimeout(quiet)
    clearTimeout(latest)
    quiet = latest = undefined
  }
  const run = () => {
    clear()
    call()
  }
  let isStopped = false
  return {
    poke() {
      if (isStopped) return
      latest ??= setTimeout(run, maxMs)
      if (quiet) quiet.refresh()
      else quiet = setTimeout(run, quietMs)
    },
    stop() {
      isStopped = true
      clear()
    },
  }
}
