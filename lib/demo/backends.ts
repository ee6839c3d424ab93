import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Backend = { port: number; close: () => Promise<void> }

/** How an echo backend behaves: a typical answer time in milliseconds and the share of answers that are 500. */
type Manner = { version: string; typicalMs: number; errorShare: number }

const listen = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

/** Starts a backend on a free loopback port; it answers any request with what it received, as JSON. */
export async function startBackend({ version, typicalMs, errorShare }: Manner): Promise<Backend> {
  const server = createServer((request, response) => {
    request.resume()
    setTimeout(() => {
      response.writeHead(Math.random() < errorShare ? 500 : 200, { 'content-type': 'application/json', 'x-version': version })
      response.end(`${JSON.stringify({ version, method: request.method, url: request.url, headers: request.headers }, null, 2)}\n`)
    }, typicalMs * (0.5 + Math.random()))
  })
  await listen(server)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
