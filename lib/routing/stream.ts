import { BlockList, isIPv6 } from 'node:net'
import type { Peer } from '#lib/model/route.ts'
import type { CompiledRoute, CompiledStream, Snapshot } from '#lib/snapshot/snapshot.ts'
import { sniMatches } from './conditions.ts'
import type { Address, StreamRequest } from './request.ts'
import type { FailedField, Trace } from './trace.ts'

/** An address, a port, or both: what is null takes any. */
type PeerTest = { ip: BlockList | null; port: number | null }

export type StreamEntry = { rank: number; criterion: number; route: CompiledRoute; sources: PeerTest[]; destinations: PeerTest[] }

/** One listener for streams. They are few, so that they need no index. */
export type StreamTable = { listener: CompiledStream; entries: StreamEntry[] }

const family = (ip: string) => (isIPv6(ip) ? 'ipv6' : 'ipv4')

function preparePeer({ ip, port }: Peer): PeerTest {
  if (ip === undefined) return { ip: null, port: port ?? null }
  const list = new BlockList()
  const [address, bits] = ip.split('/') as [string, string?]
  if (bits === undefined) list.addAddress(address, family(address))
  else list.addSubnet(address, Number(bits), family(address))
  return { ip: list, port: port ?? null }
}

const peerMatches = ({ ip, port }: PeerTest, address: Address) =>
  (port === null || port === address.port) && (ip === null || ip.check(address.ip, family(address.ip)))

const anyMatches = (peers: PeerTest[], address: Address | null) =>
  peers.length === 0 || (address !== null && peers.some((peer) => peerMatches(peer, address)))

/** Builds the table of a listener for streams. */
export const buildStreamTable = (snapshot: Snapshot, listener: CompiledStream): StreamTable => ({
  listener,
  entries: listener.entries.map(({ route: index, criterion }, rank): StreamEntry => {
    const route = snapshot.routes[index]!
    return { rank, criterion, route, sources: route.sources.map(preparePeer), destinations: route.destinations.map(preparePeer) }
  }),
})

function failedField({ route, sources, destinations }: StreamEntry, request: StreamRequest): FailedField | null {
  if (!anyMatches(sources, request.source)) return 'source'
  if (!anyMatches(destinations, request.destination)) return 'destination'
  return sniMatches(route.snis, request) ? null : 'sni'
}

/**
 * The route of the lowest rank that takes a connection or datagram, or null (Kong stream routes: SNI, sources,
 * destinations). With `trace`, the fate of every entry is written down.
 */
export function matchStream(table: StreamTable, request: StreamRequest, trace?: Trace): { rank: number; route: CompiledRoute } | null {
  let winner: StreamEntry | null = null
  let criterion = Number.POSITIVE_INFINITY
  for (const entry of table.entries) {
    if (winner && entry.criterion >= 0) criterion = Math.min(criterion, entry.criterion)
    const failed = failedField(entry, request)
    if (failed) {
      trace?.candidates.push({ entry: entry.rank, verdict: 'lost', failed })
    } else if (winner) {
      trace?.candidates.push({ entry: entry.rank, verdict: 'outranked', ...(Number.isFinite(criterion) ? { criterion } : {}) })
    } else {
      trace?.candidates.push({ entry: entry.rank, verdict: 'won' })
      winner = entry
    }
    if (winner && !trace) break
  }
  return winner && { rank: winner.rank, route: winner.route }
}
