import type { Deadlines } from '../deadlines.ts'
import type { UpstreamConnection } from './connection.ts'

// Below the 75 s of nginx and the 65 s of common cloud load balancers, so that we, not they, close an idle connection.
const IDLE_MS = 60_000
const MOST_IDLE = 1024
const AVOID_MS = 5000
const MOST_AVOIDED = 256

/** The connections to one address with one kind of TLS. Last in, first out: what is too many grows old and goes. */
export class Pool {
  readonly address: string
  readonly deadlines: Deadlines
  private readonly onEmpty: (pool: Pool) => void
  private readonly idle: UpstreamConnection[] = []
  private readonly open = new Set<UpstreamConnection>()
  private isClosed = false

  constructor(address: string, deadlines: Deadlines, onEmpty: (pool: Pool) => void) {
    this.address = address
    this.deadlines = deadlines
    this.onEmpty = onEmpty
  }

  add(connection: UpstreamConnection): void {
    this.open.add(connection)
    connection.move('active')
  }

  /** An idle connection, which belongs to the caller now. */
  take(): UpstreamConnection | null {
    for (let connection = this.idle.pop(); connection; connection = this.idle.pop()) {
      if (connection.isClosed || !connection.socket.writable) continue
      connection.move('active')
      return connection
    }
    return null
  }

  /** Takes back a connection on which nothing is under way. */
  put(connection: UpstreamConnection): void {
    connection.user = null
    connection.buffer.isBulk = false
    if (this.isClosed || this.idle.length >= MOST_IDLE || !connection.socket.writable) {
      connection.destroy()
      return
    }
    this.deadlines.set(connection, IDLE_MS)
    this.idle.push(connection)
    connection.move('idle')
  }

  forget(connection: UpstreamConnection): void {
    this.open.delete(connection)
    connection.move(null)
    const place = this.idle.lastIndexOf(connection)
    if (place !== -1) this.idle.splice(place, 1)
    if (this.open.size === 0) this.onEmpty(this)
  }

  /** Lets idle connections go; those in use go when they come back. */
  close(): void {
    this.isClosed = true
    for (const connection of this.idle.slice()) connection.destroy()
  }

  /** Cuts all. */
  destroy(): void {
    this.isClosed = true
    for (const connection of this.open) connection.destroy()
  }
}

/** The pools of one target with one kind of TLS: one for each address of its name. */
export class PoolGroup {
  /** Counts tries, so that they go round the addresses. */
  private turn = 0
  /** Addresses that did not accept a connection, with the time until which others are preferred. */
  private readonly avoided = new Map<string, number>()
  private readonly pools = new Map<string, Pool>()
  private readonly deadlines: Deadlines

  constructor(deadlines: Deadlines) {
    this.deadlines = deadlines
  }

  of(address: string): Pool {
    let pool = this.pools.get(address)
    if (!pool) {
      // Addresses come and go with DNS; one without connections is not remembered.
      const forget = (empty: Pool) => void (this.pools.get(address) === empty && this.pools.delete(address))
      this.pools.set(address, (pool = new Pool(address, this.deadlines, forget)))
    }
    return pool
  }

  /** Of the addresses of the target's name, each in its turn. */
  choose(addresses: readonly string[]): string {
    if (addresses.length === 1) return addresses[0]!
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[this.turn++ % addresses.length]!
      if (!this.isAvoided(address)) return address
    }
    return addresses[this.turn++ % addresses.length]!
  }

  /** Prefers the other addresses for a while: a try at one that does not answer costs the whole connect timeout. */
  avoid(address: string): void {
    this.avoided.set(address, performance.now() + AVOID_MS)
    // Those that DNS does not name any more are never asked about.
    if (this.avoided.size > MOST_AVOIDED) for (const known of this.avoided.keys()) this.isAvoided(known)
  }

  private isAvoided(address: string): boolean {
    const until = this.avoided.get(address)
    if (until === undefined) return false
    if (until > performance.now()) return true
    this.avoided.delete(address)
    return false
  }

  all(): Iterable<Pool> {
    return [...this.pools.values()]
  }
}

/** All pools of a worker; they outlive snapshots. */
export type Pools = {
  /** @param key target, TLS settings and server name */
  of(key: string): PoolGroup
  /** Lets go of groups that no snapshot names any more. Requests in flight on them finish. */
  retain(keys: ReadonlySet<string>): void
  destroy(): void
}

export function createPools(deadlines: Deadlines): Pools {
  const groups = new Map<string, PoolGroup>()
  const all = () => [...groups.values()].flatMap((group) => [...group.all()])
  return {
    of(key) {
      let group = groups.get(key)
      if (!group) groups.set(key, (group = new PoolGroup(deadlines)))
      return group
    },
    retain(keys) {
      for (const [key, group] of groups) {
        if (keys.has(key)) continue
        groups.delete(key)
        for (const pool of group.all()) pool.close()
      }
    },
    destroy() {
      for (const pool of all()) pool.destroy()
      groups.clear()
    },
  }
}
