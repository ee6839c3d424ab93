import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Backend = { port: number; hits: () => number; close: () => Promise<void> }

/** An HTTP backend on a free loopback port that says its name, and what it was asked, in every answer. */
export async function startBackend(name: string): Promise<Backend> {
  let hits = 0
  const server = createServer((request, response) => {
    hits++
    response.setHeader('x-backend', name)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name, method: request.method, url: request.url, headers: request.headers }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    hits: () => hits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
