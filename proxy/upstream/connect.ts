import type { Reached } from '../balancing/endpoint.ts'
import type { Tally } from '../tally.ts'
import type { CompiledService } from '#lib/snapshot/snapshot.ts'
import { upstreamTls } from '../tls/upstream.ts'
import { UpstreamConnection } from './connection.ts'
import type { Pool } from './pool.ts'

/** Opens a connection to an address of a target. It belongs to the caller, and comes to the pool when it is put there. */
export function connect(pool: Pool, endpoint: Reached, service: CompiledService, tally: Tally): UpstreamConnection {
  const tls = service.protocol === 'https' ? upstreamTls(service.tls, endpoint.serverName, `${pool.address}:${endpoint.port}`) : null
  const connection = new UpstreamConnection(pool, { address: pool.address, port: endpoint.port, tls }, tally)
  pool.add(connection)
  return connection
}
