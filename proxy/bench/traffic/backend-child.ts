import { createServer, type Socket } from 'node:net'
import { BODIES, bodyOf, type BodyPath } from './bodies.ts'

const MIB = Buffer.from(bodyOf('/1m'))
const SMALL = bodyOf('/1k')
const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'

/** Writes so many MiB, no faster than they are taken. */
async function stream(socket: Socket, count: number): Promise<void> {
  for (let sent = 0; sent < count && !socket.destroyed; sent++) {
    if (!socket.write(MIB)) await new Promise<void>((resolve) => socket.once('drain', resolve).once('close', resolve))
  }
}

async function answer(socket: Socket, path: string): Promise<void> {
  if (path === '/1k') socket.write(head(BODIES['/1k']) + SMALL)
  else if (path in BODIES) {
    const length = BODIES[path as BodyPath]
    socket.write(head(length))
    await stream(socket, length / MIB.length)
  } else socket.write(NOT_FOUND)
}

/** Heads alone, as proxies send them for GET: no bodies, no pipelining. */
const server = createServer((socket) => {
  let pending = ''
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1')
    const end = pending.indexOf('\r\n\r\n')
    if (end < 0) return
    const path = pending.split(' ', 2)[1] ?? ''
    pending = pending.slice(end + 4)
    void answer(socket, path)
  })
})
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
