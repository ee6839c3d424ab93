import type { Entrance, Gate } from './http1/exchange.ts'
import { createHttp1Server } from './http1/server.ts'
import { listen, type Place } from './listen.ts'

export type OpenPort = {
  port: number
  protocol: 'http' | 'https'
  /** Stops accepting, lets requests finish, and cuts what is left after `limitMs`. */
  close(limitMs: number): Promise<void>
}

/** A connection that has sent no whole header when the end begins gets this long. */
const HALF_SENT_MS = 1000

/** Opens a port that serves the gate's routes. @throws {StartError} with the reason */
export async function openPort(gate: Gate, protocol: 'http' | 'https', place: Place): Promise<OpenPort> {
  const entrance: Entrance = { protocol, port: place.port, isClosing: false }
  const { server, closeConnections } = createHttp1Server(gate, entrance)
  entrance.port = await listen(server, place)
  server.on('error', (error) => gate.log.error({ err: error, port: entrance.port }, 'a listener failed'))
  return {
    port: entrance.port,
    protocol,
    close(limitMs) {
      entrance.isClosing = true
      closeConnections('waiting')
      const timers = [
        setTimeout(() => closeConnections('idle'), Math.min(HALF_SENT_MS, limitMs)),
        setTimeout(() => closeConnections('all'), limitMs),
      ]
      return new Promise((resolve) => {
        server.close(() => {
          timers.forEach(clearTimeout)
          resolve()
        })
      })
    },
  }
}
