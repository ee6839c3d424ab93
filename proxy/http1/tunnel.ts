import type { Socket } from 'node:net'
import type { UpstreamConnection, UpstreamUser } from '../upstream/connection.ts'
import type { ClientUser } from './client-connection.ts'
import type { ResponseHead } from './codec/message.ts'
import type { Exchange } from './exchange.ts'
import { countExchange, countTunnelBytes, tellExchange } from './finish.ts'
import { switchText } from './headers.ts'

/** Both sides of an upgraded connection: bytes as they come, no faster than the other side takes them. One side may end before the other. */
class Tunnel implements UpstreamUser, ClientUser {
  private readonly exchange: Exchange
  private readonly connection: UpstreamConnection
  private readonly client: Socket
  private readonly idleMs: number
  private readonly onOver: () => void

  constructor(exchange: Exchange, connection: UpstreamConnection, onOver: () => void) {
    this.exchange = exchange
    this.connection = connection
    this.onOver = onOver
    this.client = exchange.client.socket
    this.idleMs = exchange.choice!.live.service.readTimeoutMs
    this.keepOpen()
  }

  abandon(): void {
    this.connection.destroy()
  }

  /** It may take its time; the kernel says so only when it has taken much. */
  private waitForClient(): void {
    this.connection.deadlines.set(this.connection, Math.max(this.idleMs, this.exchange.gate.limits.bodyMs))
  }

  private keepOpen(): void {
    this.connection.deadlines.set(this.connection, this.idleMs)
  }

  onRead(buffer: Buffer, length: number): void {
    this.keepOpen()
    this.exchange.bytesOut += length
    if (this.client.write(Buffer.from(buffer.subarray(0, length)))) return
    this.connection.socket.pause()
    this.waitForClient()
  }

  onClientRead(buffer: Buffer, length: number): void {
    this.keepOpen()
    this.exchange.tunnelBytesIn += length
    const { client } = this.exchange
    const piece = client.ownsBytes ? buffer.subarray(0, length) : Buffer.from(buffer.subarray(0, length))
    if (!this.connection.socket.write(piece)) client.pause()
  }

  onClientDrain(): void {
    this.keepOpen()
    this.connection.socket.resume()
  }

  onDrain(): void {
    this.keepOpen()
    this.exchange.client.resume()
  }

  onEnd(): void {
    this.client.end()
  }

  onClientEnd(): void {
    this.connection.socket.end()
  }

  onConnected(): void {}

  onGone(): void {
    this.onOver()
    const { client, gate } = this.exchange
    gate.deadlines.set(client, this.idleMs)
    this.client.destroySoon()
  }

  onClientGone(): void {
    const { exchange } = this
    exchange.gate.tally.add('tunnels', -1)
    countTunnelBytes(exchange, exchange.tunnelBytesIn, exchange.bytesOut)
    tellExchange(exchange)
    this.connection.socket.destroySoon()
  }

  onDeadline(): void {
    this.connection.destroy()
    this.client.destroy()
  }
}

/**
 * Passes on 101 and then the bytes of both sides, those included that were read behind the heads.
 * @param early what the target sent behind its head
 * @param onOver called when the connection to the target is gone
 */
export function openTunnel(exchange: Exchange, connection: UpstreamConnection, head: ResponseHead, early: string, onOver: () => void): void {
  const { client, gate } = exchange
  client.write(switchText(exchange, head) + early)
  exchange.isComplete = true
  countExchange(exchange)
  exchange.bytesOut = early.length
  gate.tally.add('tunnels')
  gate.tally.add('tunnelsOpened')
  const tunnel = new Tunnel(exchange, connection, onOver)
  connection.user = tunnel
  client.beginTunnel(tunnel)
}
