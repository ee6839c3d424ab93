import type { Peer, RouteProtocol } from '#lib/model/route.ts'
import type { DraftEntry } from '../draft-entry.ts'
import { most } from './criterion.ts'

const STREAM: RouteProtocol[] = ['tcp', 'tls', 'udp']

/** How exactly peers are named: an address, a port, a block of addresses. */
const peerBits = (peers: Peer[]): number => peers.reduce((bits, { ip, port }) => bits | (ip === undefined ? 0 : ip.includes('/') ? 1 : 8) | (port === undefined ? 0 : 4), 0)

function peerWeight({ route: { sources, destinations, snis, protocols } }: DraftEntry): number {
  if (!protocols.some((protocol) => STREAM.includes(protocol))) return 0
  const both = snis.length > 0 || (sources.length > 0 && destinations.length > 0) ? 0x100 : 0
  return both | (peerBits(sources) << 4) | peerBits(destinations)
}

/** Of streams alone: an SNI or both ends, then how exactly sources and then destinations are named (Kong's stream router). */
export const byPeers = most('peers', peerWeight)
