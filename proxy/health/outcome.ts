import type { ProbeAnswer } from './probe.ts'

/** What an error of a connection to a target says of it. */
export const connectionFailure = ({ code, message }: NodeJS.ErrnoException): ProbeAnswer => ({ result: 'tcpFailure', reason: `connection: ${code ?? message}` })

/**
 * The first answer of a check, or that its time is over; what comes later is not heard.
 * @param begin begins it, and returns what ends it
 */
export const within = (seconds: number, begin: (done: (answer: ProbeAnswer) => void) => () => void): Promise<ProbeAnswer> =>
  new Promise((resolve) => {
    let end = () => {}
    const done = (answer: ProbeAnswer) => {
      clearTimeout(timer)
      resolve(answer)
      end()
    }
    const timer = setTimeout(done, seconds * 1000, { result: 'timeout', reason: 'timeout' })
    end = begin(done)
  })
