import { probe } from '../listen.ts'
import type { Crew } from './crew.ts'
import type { Protocol, WantedPort } from './protocol.ts'

/** The ports that come and go with the snapshot's listeners. One that stays wanted stays open. */
export type ExtraPorts = {
  /** Opens and closes ports until they fit. Returns a line for each that cannot be opened. */
  fit(wanted: readonly WantedPort[]): Promise<string[]>
}

/** @param drainMs what requests on a port that goes may take */
export function extraPorts(crew: Crew, place: { host: string; isShared: boolean; own: () => readonly number[]; drainMs: number }): ExtraPorts {
  const open = new Map<number, Protocol>()
  const openPort = async ({ port, protocol }: WantedPort) => {
    if (place.isShared) await probe(place.host, port)
    await crew.listen(protocol, port)
    open.set(port, protocol)
  }
  return {
    async fit(wanted) {
      const protocols = new Map(wanted.map(({ port, protocol }) => [port, protocol]))
      for (const [port, protocol] of open) {
        if (protocols.get(port) === protocol) continue
        open.delete(port)
        await crew.closePort(port, place.drainMs)
      }
      const failures: string[] = []
      for (const one of wanted) {
        if (place.own().includes(one.port) || open.has(one.port)) continue
        await openPort(one).catch((error: Error) => failures.push(`${one.label} ${one.port}: ${error.message}`))
      }
      return failures
    },
  }
}
