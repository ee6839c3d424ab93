import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { StartError } from '#lib/errors.ts'
import type { Entrance, Gate } from './http1/exchange.ts'
import { createHttp1Server } from './http1/server.ts'
import type { Live } from './live.ts'

export type OpenPort = {
  port: number
  protocol: 'http' | 'https'
  /** Stops accepting, lets requests finish, and cuts what is left after `limitMs`. */
  close(limitMs: number): Promise<void>
}

/** A connection that has sent no whole header when the end begins gets this long. */
const HALF_SENT_MS = 1000

/**
 * Listens.
 * @param port 0 = any free one
 * @param label how the message names the port: its variable, or its listener
 * @throws {StartError}
 */
export function listen(server: Server, host: string, port: number, label: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(new StartError(`${label} ${port}: ${reasonOf(error, host)}`))
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function reasonOf(error: NodeJS.ErrnoException, host: string): string {
  if (error.code === 'EADDRINUSE') return 'the port is in use by another process'
  if (error.code === 'EACCES') return 'no permission to listen on this port'
  if (error.code === 'EADDRNOTAVAIL') return `this machine has no address ${host}`
  return error.message
}

/** Opens a port that serves the gate's routes. @throws {StartError} */
export async function openPort(gate: Gate, protocol: 'http' | 'https', host: string, port: number, label: string): Promise<OpenPort> {
  const entrance: Entrance = { protocol, port, isClosing: false }
  const { server, closeConnections } = createHttp1Server(gate, entrance)
  entrance.port = await listen(server, host, port, label)
  server.on('error', (error) => gate.log.error({ err: error, port: entrance.port }, 'a listener failed'))
  return {
    port: entrance.port,
    protocol,
    close(limitMs) {
      entrance.isClosing = true
      const timers = [
        setTimeout(() => closeConnections('idle'), Math.min(HALF_SENT_MS, limitMs)),
        setTimeout(() => closeConnections('all'), limitMs),
      ]
      return new Promise((resolve) => {
        // Also closes the connections that wait for a next request.
        server.close(() => {
          timers.forEach(clearTimeout)
          resolve()
        })
      })
    },
  }
}

/** The ports that come and go with the snapshot's listeners. */
export type ExtraPorts = {
  /** Opens and closes ports until they fit. Returns a line for each that cannot be opened. */
  fit(live: Live): Promise<string[]>
  close(limitMs: number): Promise<void>
}

export function extraPorts(gate: Gate, host: string, drainMs: number): ExtraPorts {
  const open = new Map<number, OpenPort>()
  const closing = new Set<Promise<void>>()
  const close = (port: OpenPort, limitMs: number) => {
    open.delete(port.port)
    const closed = port.close(limitMs).finally(() => closing.delete(closed))
    closing.add(closed)
  }
  return {
    async fit(live) {
      for (const port of open.values()) if (live.ports.get(port.port)?.protocol !== port.protocol) close(port, drainMs)
      const failures: string[] = []
      for (const [number, { protocol, listeners }] of live.ports) {
        if (number === gate.ports.http || number === gate.ports.https || open.has(number)) continue
        try {
          const label = `Listener "${listeners.map((listener) => listener.name).join('", "')}", port`
          open.set(number, await openPort(gate, protocol, host, number, label))
        } catch (error) {
          failures.push((error as Error).message)
        }
      }
      return failures
    },
    async close(limitMs) {
      for (const port of open.values()) close(port, limitMs)
      await Promise.all(closing)
    },
  }
}
