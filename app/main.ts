import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import next from 'next'
import { EnvError, parseEnv, type Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'

/** What the socket says, for the API: who calls is never taken from what a client sent. */
const CLIENT_ADDRESS = 'x-sluice-client-address'
/** Requests that take longer than this to finish are cut at the end. */
const PATIENCE_MS = 20_000

const log = (line: string) => console.log(JSON.stringify({ level: 30, time: Date.now(), name: 'dashboard', pid: process.pid, msg: line }))

function listen(server: Server, { host, dashboardPort: port }: Env): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new StartError(`SLUICE_DASHBOARD_PORT ${port} is in use by another process`) : error)
    })
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Ends when the open requests are finished; a stream of events has no end of its own, so it is cut. */
function close(server: Server, open: Set<ServerResponse>): Promise<void> {
  const cutStreams = () => {
    for (const response of open) {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy()
    }
    server.closeIdleConnections()
  }
  const timers = [setInterval(cutStreams, 50), setTimeout(() => server.closeAllConnections(), PATIENCE_MS)]
  return new Promise((resolve) => {
    server.close(() => {
      timers.forEach(clearTimeout)
      resolve()
    })
    cutStreams()
  })
}

async function main(env: Env): Promise<void> {
  // The supervisor has done so already.
  if (!process.send) await migrateDatabase(env, log)
  const dev = process.env.NODE_ENV === 'development'
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    request.headers[CLIENT_ADDRESS] = request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? ''
    open.add(response)
    response.once('close', () => open.delete(response))
    void handle(request, response)
  })
  const app = next({ dev, dir: path.join(import.meta.dirname, '..'), hostname: env.host, port: env.dashboardPort, httpServer: server })
  await app.prepare()
  const handle = app.getRequestHandler()
  const port = await listen(server, env)
  log(`listening on ${port}`)
  process.send?.({ type: 'ready', ports: { dashboard: port } })

  let isEnding = false
  const end = async () => {
    if (isEnding) return
    isEnding = true
    await close(server, open)
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  process.on('SIGINT', () => void end())
  process.on('disconnect', () => void end())
}

try {
  await main(parseEnv())
} catch (error) {
  const isExpected = error instanceof EnvError || error instanceof StartError
  process.stderr.write(`sluice dashboard: ${isExpected ? (error as Error).message : String((error as Error).stack)}\n`)
  process.exit(1)
}
