import net, { type AddressInfo, type Server } from 'node:net'
import { StartError } from '#lib/errors.ts'

/** Where to listen. `isShared`: together with other threads, between which the kernel spreads connections. */
export type Place = { host: string; port: number; isShared: boolean }

/** A burst of new connections waits in the kernel, which has its own bound (somaxconn). */
const BACKLOG = 4096

/**
 * Listens.
 * @returns the port: another one where 0 (any free one) was asked for
 * @throws {StartError} with the reason
 */
export function listen(server: Server, { host, port, isShared }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(new StartError(reasonOf(error, host)))
    server.once('error', onError)
    server.listen({ host, port, backlog: BACKLOG, exclusive: true, ...(isShared && { reusePort: true }) }, () => {
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

/**
 * Binds a port for a moment without sharing it: with sharing, a second process of the same user binds it silently, too.
 * @returns the port: another one where 0 was asked for
 * @throws {StartError} with the reason
 */
export async function probe(host: string, port: number): Promise<number> {
  const server = net.createServer((socket) => socket.destroy())
  const found = await listen(server, { host, port, isShared: false })
  await new Promise((resolve) => server.close(resolve))
  return found
}

/** Whether threads may share a port here; macOS and others refuse it. */
export async function canShare(host: string): Promise<boolean> {
  const server = net.createServer()
  try {
    await listen(server, { host, port: 0, isShared: true })
    await new Promise((resolve) => server.close(resolve))
    return true
  } catch {
    return false
  }
}
