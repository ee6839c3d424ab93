import http2, { type ClientHttp2Session, type ClientSessionOptions, type SecureClientSessionOptions } from 'node:http2'
import type { LookupFunction } from 'node:net'
import { addressOf } from '#lib/routing/address.ts'
import { connectionFailure, within } from './outcome.ts'
import type { ProbeAnswer, ProbeAsk } from './probe.ts'
import { tlsOf } from './probe-http.ts'

/** An empty HealthCheckRequest: the server as a whole. */
const REQUEST = Buffer.alloc(5)
/** HealthCheckResponse { status: SERVING }, framed. */
const SERVING = Buffer.from([0, 0, 0, 0, 2, 0x08, 1])
const UNIMPLEMENTED = '12'
const MOST_ANSWER = 1024

/**
 * `grpc.health.v1.Health/Check` of the server as a whole (github.com/grpc/grpc, health-checking.md). A server that does not know the call
 * is up: it speaks gRPC, and Kong asks for no more than a connection.
 */
export const grpcProbe = (ask: ProbeAsk, lookup: LookupFunction): Promise<ProbeAnswer> =>
  within(ask.checks.timeout, (done) => {
    const { checks, host, port } = ask
    const isTls = checks.type === 'grpcs'
    const options = { lookup, ...(isTls && tlsOf(ask)) } as ClientSessionOptions & SecureClientSessionOptions
    const session = http2.connect(`${isTls ? 'https' : 'http'}://${addressOf({ host, port })}`, options)
    const fail = (error: Error) => done(connectionFailure(error))
    session.on('error', fail)
    session.once('connect', () => {
      try {
        call(session, ask, done)
      } catch (error) {
        fail(error as Error)
      }
    })
    return () => session.destroy()
  })

/** @throws {Error} about a header that HTTP/2 does not know */
function call(session: ClientHttp2Session, { checks, hostHeader }: ProbeAsk, done: (answer: ProbeAnswer) => void): void {
  const stream = session.request({
    ':method': 'POST', ':path': '/grpc.health.v1.Health/Check', 'content-type': 'application/grpc', te: 'trailers',
    ...(hostHeader !== null && { ':authority': hostHeader }),
    ...checks.headers,
  })
  let answer = Buffer.alloc(0)
  let http = 0
  let status = 'no status'
  const read = (fields: http2.IncomingHttpHeaders) => void (status = String(fields['grpc-status'] ?? status))
  stream.on('response', (headers) => {
    http = headers[':status'] ?? 0
    read(headers)
  })
  stream.on('trailers', read)
  stream.on('data', (part: Buffer) => {
    if (answer.length < MOST_ANSWER) answer = Buffer.concat([answer, part])
  })
  stream.on('error', (error) => done(connectionFailure(error)))
  stream.on('end', () => {
    const isServing = status === '0' && answer.equals(SERVING)
    if (http !== 200) done({ result: 'httpFailure', reason: `grpc: HTTP ${http}` })
    else if (isServing || status === UNIMPLEMENTED) done({ result: 'success', reason: 'success' })
    else done({ result: 'httpFailure', reason: `grpc: ${status === '0' ? 'NOT_SERVING' : status}` })
  })
  stream.end(REQUEST)
}
