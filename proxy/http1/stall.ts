/** Fires once when nothing has happened for a while. */
export type StallTimer = {
  /** Begins to wait, with this patience in milliseconds, for another reason than before. */
  start(ms: number, onStall: () => void): void
  /** Something happened. */
  refresh(): void
  stop(): void
}

/** One timer for the phases of a transfer. */
export function stallTimer(): StallTimer {
  let timer: NodeJS.Timeout | null = null
  const stop = () => {
    if (timer) clearTimeout(timer)
    timer = null
  }
  return {
    stop,
    start(ms, onStall) {
      stop()
      timer = setTimeout(onStall, ms)
    },
    refresh: () => timer?.refresh(),
  }
}
