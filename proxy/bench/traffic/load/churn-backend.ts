import { createServer, type AddressInfo, type Socket } from 'node:net'
import { LIES } from '#proxy/testing/lying-backends.ts'
import { pick, type Random } from '#proxy/http1/codec/testing/random.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const MOST = Buffer.alloc(2 ** 20, 120)
const SIZES = [0, 2, 100, 5000, 70_000, 2 ** 20]
const LONGEST_MS = 1000
/** Those that answer a plain GET. */
const TELLS = LIES.filter(({ method }) => method === undefined || method === 'GET').map(({ tell }) => tell)

function answer(socket: Socket, head: string, random: Random): void {
  const later = (does: () => void) => setTimeout(() => socket.destroyed || does(), random(LONGEST_MS))
  if (head.includes(' /honest ')) {
    socket.write(`${OK}Content-Length: 6\r\n\r\nhonest`)
    return
  }
  if (/\r\nUpgrade: websocket\r\n/i.test(head)) {
    socket.write(SWITCHED)
    socket.on('data', (bytes) => socket.write(bytes))
    later(pick(random, [() => socket.resetAndDestroy(), () => socket.destroy(), () => socket.end(), () => socket.write(MOST)]))
    return
  }
  const body = MOST.subarray(0, pick(random, SIZES))
  const tell = pick(random, TELLS)
  pick(random, [
    () => socket.write(Buffer.concat([Buffer.from(`${OK}Content-Length: ${body.length}\r\n\r\n`), body])),
    () => socket.write(Buffer.concat([Buffer.from(`${OK}Transfer-Encoding: chunked\r\n\r\n${MOST.length.toString(16)}\r\n`), MOST,
      Buffer.from('\r\n0\r\n\r\n')])),
    () => socket.end(Buffer.concat([Buffer.from(`${OK}\r\n`), body])),
    () => later(() => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`)),
    () => later(() => socket.resetAndDestroy()),
    () => (typeof tell === 'string' ? socket.write(tell, 'latin1') : tell(socket)),
  ])()
}

/** Answers `/honest` as it should, and anything else in one of the ways in which backends fail. */
export async function startChurnBackend(random: Random): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let unread = ''
    socket.on('data', (bytes: Buffer) => {
      unread = (unread + bytes.toString('latin1')).slice(-4096)
      if (!/ HTTP\/1\.1\r\n[^]*\r\n\r\n/.test(unread)) return
      answer(socket, unread, random)
      unread = ''
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
