import type { ProbeAnswer } from './probe.ts'

/** What an error of a connection to a target says of it. */
export const connectionFailure = ({ code, message }: NodeJS.ErrnoException): ProbeAnswer => ({ result: 'tcpFailure', reason: `connection: ${code ?? message}` })

/**
 * The first answer of a check, or that its time is over; what comes later is not heard. Never fails: a check that cannot be made has
 * not reached its target.
 * @param begin begins it, and returns what ends it; it may throw, and answer at once
 */
export const within = (seconds: number, begin: (done: (answer: ProbeAnswer) => void) => () => void): Promise<ProbeAnswer> =>
  new Promise((resolve) => {
    let end = () => {}
    let isOver = false
    const done = (answer: ProbeAnswer) => {
      isOver = true
      clearTimeout(timer)
      resolve(answer)
      end()
    }
    const timer = setTimeout(done, seconds * 1000, { result: 'timeout', reason: 'timeout' })
    try {
      end = begin(done)
    } catch (error) {
      done(connectionFailure(error as Error))
    }
    if (isOver) end()
  })
