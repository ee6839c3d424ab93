import net, { type LookupFunction } from 'node:net'
import { connectionFailure, within } from './outcome.ts'
import type { ProbeAnswer, ProbeAsk } from './probe.ts'

/** Whether a connection can be opened. */
export const tcpProbe = ({ checks, host, port }: ProbeAsk, lookup: LookupFunction): Promise<ProbeAnswer> =>
  within(checks.timeout, (done) => {
    const socket = net.connect({ host, port, lookup })
    socket.once('connect', () => done({ result: 'success', reason: 'success' }))
    socket.on('error', (error) => done(connectionFailure(error)))
    return () => socket.destroy()
  })
