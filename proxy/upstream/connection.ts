import net, { type Socket } from 'node:net'
import tls from 'node:tls'
import type { Deadlines, Timed } from '../deadlines.ts'
import type { Tally, TallyName } from '../tally.ts'
import { ReadBuffer } from './buffers.ts'
import type { UpstreamTls } from '../tls/upstream.ts'
import type { Pool } from './pool.ts'

/** Whoever uses a connection to a target at present. */
export type UpstreamUser = {
  onConnected(): void
  /** Bytes that were read; they are only good until it returns. */
  onRead(buffer: Buffer, length: number): void
  /** The kernel has taken all that was written. */
  onDrain(): void
  /** The target sends no more. */
  onEnd(): void
  /** The connection is gone; with the error, if there was one. */
  onGone(error: NodeJS.ErrnoException | null): void
  onDeadline(): void
}

/** Where to connect. `tls`: null for plain TCP. */
export type Destination = { address: string; port: number; tls: UpstreamTls | null }

type Place = 'active' | 'idle'
const HTTP_GAUGES = { active: 'upstreamActiveHttp', idle: 'upstreamIdleHttp' } as const
const HTTPS_GAUGES = { active: 'upstreamActiveHttps', idle: 'upstreamIdleHttps' } as const

/** A connection to a target: its socket, who uses it, and where it rests in between. */
export class UpstreamConnection implements Timed {
  readonly socket: Socket
  readonly pool: Pool
  readonly deadlines: Deadlines
  user: UpstreamUser | null = null
  /** Requests that were sent on it. */
  requests = 0
  isConnected = false
  isClosed = false
  deadline = Infinity
  tick = 0
  readonly buffer = new ReadBuffer()
  private readonly tally: Tally
  private readonly gauges: Record<Place, TallyName>
  private place: Place | null = null
  private error: NodeJS.ErrnoException | null = null

  constructor(pool: Pool, destination: Destination, tally: Tally) {
    this.pool = pool
    this.deadlines = pool.deadlines
    this.tally = tally
    this.gauges = destination.tls ? HTTPS_GAUGES : HTTP_GAUGES
    const options: net.TcpNetConnectOpts = {
      host: destination.address,
      port: destination.port,
      noDelay: true,
      allowHalfOpen: true,
      onread: { buffer: () => this.buffer.next(), callback: (length, buffer) => this.read(buffer as Buffer, length) },
    }
    this.socket = destination.tls ? tls.connect({ ...options, ...destination.tls.options }) : net.connect(options)
    if (destination.tls) this.socket.on('session', destination.tls.remember)
    const connected = () => {
      this.isConnected = true
      tally.add('upstreamConnects')
      this.user?.onConnected()
    }
    this.socket.once(destination.tls ? 'secureConnect' : 'connect', connected)
    this.socket.on('drain', () => this.user?.onDrain())
    this.socket.on('error', (error) => (this.error ??= error))
    this.socket.on('end', () => this.end())
    this.socket.once('close', () => {
      if (!this.isConnected) tally.add('upstreamConnectsFailed')
      this.close()
    })
  }

  /** Counts it among those in use, or at rest; null: among none. */
  move(to: Place | null): void {
    if (this.place !== null) this.tally.add(this.gauges[this.place], -1)
    if (to !== null) this.tally.add(this.gauges[to])
    this.place = to
  }

  private read(buffer: Buffer, length: number): boolean {
    // Bytes that nobody asked for: the next request's response could not be told from them.
    if (this.user === null) this.destroy()
    else this.user.onRead(buffer, length)
    return true
  }

  private end(): void {
    if (this.user === null) this.destroy()
    else this.user.onEnd()
  }

  private close(): void {
    this.isClosed = true
    this.deadlines.remove(this)
    this.buffer.release()
    this.pool.forget(this)
    const user = this.user
    this.user = null
    user?.onGone(this.error)
  }

  onDeadline(): void {
    if (this.user === null) this.destroy()
    else this.user.onDeadline()
  }

  destroy(): void {
    this.socket.destroy()
  }
}
