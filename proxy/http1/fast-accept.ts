import { once } from 'node:events'
import net, { type OnReadOpts, type Server, type Socket } from 'node:net'

/** What is not public of a socket that a server made. */
type Accepted = { _handle: object | null; _server: Server | null; server: Server | null }

/**
 * Makes another socket of one that was accepted, so that it reads into a buffer of ours: `net.Server` has no option for that,
 * and each read would cost an allocation. The handle of a socket is no public API of Node: see `detectFastAccept`.
 * @param accepted paused since it was accepted (`pauseOnConnect`); it is of no use afterwards
 */
export function takeOver(accepted: Socket, onread: OnReadOpts): Socket {
  const given = accepted as unknown as Accepted
  const options = { handle: given._handle, allowHalfOpen: true, onread } as net.SocketConstructorOpts
  const socket = new net.Socket(options)
  const taken = socket as unknown as Accepted
  // The server counts its connections by it.
  taken._server = given._server
  taken.server = given.server
  given._handle = null
  given._server = null
  return socket
}

/** Whether this Node's sockets can be taken over: tried once, with real ones. */
export async function detectFastAccept(): Promise<boolean> {
  let read = ''
  const buffer = Buffer.alloc(64)
  const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (accepted) => {
    const onread = { buffer, callback: (length: number) => ((read += buffer.toString('latin1', 0, length)), true) }
    const socket = takeOver(accepted, onread)
    socket.on('error', () => {})
    socket.on('end', () => socket.end(read))
    socket.resume()
  })
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = net.connect({ host: '127.0.0.1', port: (server.address() as net.AddressInfo).port, allowHalfOpen: true })
    client.end('ping')
    let answer = ''
    client.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    client.setTimeout(1000, () => client.destroy(new Error('no answer')))
    await once(client, 'close')
    const isClosed = once(server, 'close')
    server.close()
    await Promise.race([isClosed, new Promise((_, reject) => setTimeout(reject, 1000, new Error('the server does not close')).unref())])
    return answer === 'ping'
  } catch {
    server.close()
    return false
  }
}
