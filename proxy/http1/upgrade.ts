import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Exchange } from './exchange.ts'
import { finishExchange } from './finish.ts'
import { responseFields } from './headers.ts'
import { traceFields } from './trace.ts'

/** Whether a request asks for a protocol that we pass on: WebSocket alone (RFC 6455 §4.1), without a body. */
export const isWebSocket = (req: IncomingMessage): boolean =>
  req.method === 'GET' &&
  req.httpVersion === '1.1' &&
  req.headers.upgrade?.toLowerCase() === 'websocket' &&
  req.headers['transfer-encoding'] === undefined &&
  Number(req.headers['content-length'] ?? 0) === 0

/**
 * Passes on 101 and then the bytes of both sides as they are, those included that were read behind the headers. One side
 * may end before the other.
 * @param idleMs closes both sides when nothing went either way for so long
 * @throws {Error} if the target switched to a protocol that nobody asked for; nothing was sent then
 */
export function openTunnel(exchange: Exchange, response: IncomingMessage, upstream: Duplex, head: Buffer, idleMs: number): void {
  const { req, res, gate } = exchange
  if (exchange.upgradeHead === null || response.headers.upgrade?.toLowerCase() !== 'websocket') {
    throw new Error('The target switched to a protocol that was not asked for')
  }
  const client = req.socket
  const target = upstream as Socket
  res.writeHead(101, [...responseFields(response), ...traceFields(exchange), 'Connection', 'Upgrade', 'Upgrade', 'websocket'])
  res.flushHeaders()
  res.detachSocket(client)
  finishExchange(exchange)
  gate.tally.tunnels++
  client.once('close', () => gate.tally.tunnels--)
  if (head.length > 0) client.write(head)
  if (exchange.upgradeHead.length > 0) target.write(exchange.upgradeHead)
  target.allowHalfOpen = true
  join(client, target, idleMs)
  join(target, client, idleMs)
}

function join(from: Socket, to: Socket, idleMs: number): void {
  from.setTimeout(idleMs, () => from.destroy())
  from.on('error', () => from.destroy())
  from.once('close', () => to.destroySoon())
  from.pipe(to)
}
