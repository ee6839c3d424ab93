import type { Fleet } from './fleet.ts'

/** npm passes on the signal that the terminal has sent to all: within this time two are one. */
const SAME_SIGNAL_MS = 1000
const KILLED_MS = 2000

type StopOptions = {
  say: (line: string) => void
  fleet: Fleet
  /** Longer than a proxy waits for its last requests. */
  patienceMs: number
  /** The last thing that is done. */
  onStopped: () => void
}

/**
 * SIGTERM and Ctrl-C stop all processes, with requests in flight finished, and end this one with 0. A second signal, or the
 * end of the patience, ends them at once, and this one with 1.
 */
export function stopOnSignals({ say, fleet, patienceMs, onStopped }: StopOptions): void {
  let stoppingSince: number | undefined
  let exitCode = 0
  const finish = () => {
    onStopped()
    say('stopped')
    process.exit(exitCode)
  }
  const endNow = (reason: string) => {
    say(`${reason}: ending all processes at once`)
    exitCode = 1
    fleet.kill()
    // A process that the system cannot end, as one in the middle of a disk access, is not waited for.
    setTimeout(finish, KILLED_MS)
  }
  const stop = (signal: string) => {
    if (stoppingSince !== undefined) {
      if (exitCode === 0 && performance.now() - stoppingSince > SAME_SIGNAL_MS) endNow(`second ${signal}`)
      return
    }
    stoppingSince = performance.now()
    say('stopping; requests in flight are finished first')
    setTimeout(() => endNow(`still not stopped after ${patienceMs / 1000} s`), patienceMs)
    void fleet.stop().then(finish)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
