import type { Fleet } from './fleet.ts'

/** npm passes on the signal that the terminal has sent to all: within this time two are one. */
const SAME_SIGNAL_MS = 1000
/** Longer than a proxy waits for its last requests. */
const PATIENCE_MS = 35_000

/**
 * SIGTERM and Ctrl-C stop all processes, with requests in flight finished, and end this one with 0. A second signal, or
 * 35 s, ends them at once, and this one with 1.
 * @param options.onStopped the last thing that is done
 */
export function stopOnSignals({ say, fleet, onStopped }: { say: (line: string) => void; fleet: Fleet; onStopped: () => void }): void {
  let stoppingSince: number | undefined
  const endNow = (reason: string) => {
    say(`${reason}: ending all processes at once`)
    fleet.kill()
    onStopped()
    process.exit(1)
  }
  const stop = (signal: string) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) endNow(`second ${signal}`)
      return
    }
    stoppingSince = performance.now()
    say('stopping; requests in flight are finished first')
    setTimeout(() => endNow(`still not stopped after ${PATIENCE_MS / 1000} s`), PATIENCE_MS).unref()
    void fleet.stop().then(() => {
      onStopped()
      say('stopped')
      process.exit(0)
    })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
