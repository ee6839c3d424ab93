import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import path from 'node:path'

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))])

/**
 * Makes the store of a test server forget all versions before `revision` (etcdserverpb.KV/Compact), which a server does by
 * itself each five minutes.
 */
export async function compact(data: string, revision: number): Promise<void> {
  const session = connectHttp2('http://etcd', { createConnection: () => connect(path.join(data, 'etcd:1')) })
  try {
    await new Promise<void>((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ':path': '/etcdserverpb.KV/Compact', 'content-type': 'application/grpc', te: 'trailers' })
      let status: unknown
      stream.on('response', (headers) => (status = headers['grpc-status']))
      stream.on('trailers', (trailers) => (status = trailers['grpc-status']))
      stream.on('close', () => (status === '0' ? resolve() : reject(new Error(`etcd answered ${String(status)}`))))
      stream.on('error', reject).resume()
      const message = [0x08, ...varint(revision), 0x10, 1]
      stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]))
    })
  } finally {
    session.destroy()
  }
}
