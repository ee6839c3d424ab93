import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a backend saw of a request. */
export type Seen = { name: string; method: string; url: string; headers: Record<string, string[]>; body: string; trailers: NodeJS.Dict<string>; connection: number }

export type Backend = { port: number; seen: Seen[]; connections: () => number; close(): Promise<void> }

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** Listens on a free port of the loopback until the test ends. */
export async function listenOnAnyPort(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/**
 * A backend that answers every request with what it saw, as JSON, or as `handler` says.
 * @param tls makes it speak HTTPS
 */
export async function startEcho({ name = 'echo', handler, tls }: { name?: string; handler?: Handler; tls?: https.ServerOptions } = {}): Promise<Backend> {
  const seen: Seen[] = []
  const sockets = new Map<Socket, number>()
  const answer: Handler =
    handler ??
    ((req, res) => {
      const parts: Buffer[] = []
      req.on('data', (part: Buffer) => parts.push(part))
      req.on('end', () => {
        const headers = req.headersDistinct as Record<string, string[]>
        const body = Buffer.concat(parts).toString()
        const facts = { name, method: req.method!, url: req.url!, headers, body, trailers: req.trailers, connection: sockets.get(req.socket)! }
        seen.push(facts)
        res.setHeader('content-type', 'application/json')
        res.end(JSON.stringify(facts))
      })
    })
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer)
  let count = 0
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => sockets.set(socket, ++count))
  const port = await listenOnAnyPort(server)
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { port, seen, connections: () => count, close }
}

/** A backend below HTTP: `onConnection` has the bare socket. */
export async function startRawBackend(onConnection: (socket: Socket, index: number) => void): Promise<{ port: number; connections: () => number }> {
  let count = 0
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    onConnection(socket, count++)
  })
  return { port: await listenOnAnyPort(server), connections: () => count }
}

/** A port of the loopback on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A backend that holds its first request until the test says so. */
export async function startHeld(): Promise<Backend & { arrived: Promise<void>; answer(body: string): void }> {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  let held: ServerResponse | null = null
  const backend = await startEcho({
    handler: (_, res) => {
      held = res
      arrive()
    },
  })
  return { ...backend, arrived, answer: (body) => void held!.end(body) }
}
