import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'

/** What to say; names and lists are taken as they are, valid or not. */
export type HelloParts = {
  version?: number
  sessionId?: number
  suites?: number[]
  methods?: number[]
  /** In place of the extensions that follow. */
  extensions?: Buffer[] | null
  serverName?: string
  alpn?: string[]
  versions?: number[]
}

const u16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff])
const vector8 = (body: Buffer) => Buffer.concat([Buffer.from([body.length]), body])
const vector16 = (body: Buffer) => Buffer.concat([u16(body.length), body])

export const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), vector16(body)])

/** `server_name` with any number of names, each of a type. */
export const serverNames = (...names: [type: number, name: string][]): Buffer =>
  extension(0, vector16(Buffer.concat(names.map(([type, name]) => Buffer.concat([Buffer.from([type]), vector16(Buffer.from(name, 'latin1'))])))))

export const alpnOf = (...names: string[]): Buffer => extension(16, vector16(Buffer.concat(names.map((name) => vector8(Buffer.from(name))))))

export const versionsOf = (...versions: number[]): Buffer => extension(43, vector8(Buffer.concat(versions.map(u16))))

/** The handshake message of a ClientHello (RFC 8446 §4.1.2), its header of four bytes included. */
export function helloMessage(parts: HelloParts = {}): Buffer {
  const { version = 0x0303, sessionId = 32, suites = [0x1301, 0xc02f], methods = [0] } = parts
  const extensions = parts.extensions === undefined ? extensionsOf(parts) : parts.extensions
  const body = Buffer.concat([
    u16(version),
    Buffer.alloc(32, 7),
    vector8(Buffer.alloc(sessionId, 1)),
    vector16(Buffer.concat(suites.map(u16))),
    vector8(Buffer.from(methods)),
    ...(extensions === null ? [] : [vector16(Buffer.concat(extensions))]),
  ])
  return Buffer.concat([Buffer.from([1, body.length >> 16]), vector16(body)])
}

const extensionsOf = ({ serverName, alpn, versions }: HelloParts): Buffer[] => [
  ...(serverName === undefined ? [] : [serverNames([0, serverName])]),
  ...(alpn === undefined ? [] : [alpnOf(...alpn)]),
  ...(versions === undefined ? [] : [versionsOf(...versions)]),
]

/** A message in records of these sizes; the last size repeats. */
export function inRecords(message: Buffer, ...sizes: number[]): Buffer {
  const records: Buffer[] = []
  for (let at = 0, index = 0; at < message.length; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? message.length
    records.push(Buffer.concat([Buffer.from([22, 3, 1]), vector16(message.subarray(at, at + size))]))
    at += size
  }
  return Buffer.concat(records)
}

/** The first bytes that Node's own TLS sends to a server. */
export async function captureHello(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = tls.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ...options })
  client.on('error', () => {})
  const bytes = await new Promise<Buffer>((resolve) =>
    server.once('connection', (socket) => {
      socket.on('error', () => {})
      socket.once('data', (chunk) => {
        resolve(chunk)
        socket.destroy()
      })
    }),
  )
  client.destroy()
  server.close()
  return bytes
}
