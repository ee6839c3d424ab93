import type { Peer } from '#lib/model/route.ts'
import type { Address, StreamRequest } from '#lib/routing/request.ts'
import type { CompiledRoute, CompiledStream } from '#lib/snapshot/snapshot.ts'

/** A connection or datagram, and the pattern that it stands for: `tcp :5432 from 10.0.0.0/8`. */
export type StreamWitness = { request: StreamRequest; pattern: string }

// Addresses for documentation (RFC 5737): no rule is likely to name them.
const ANY_SOURCE: Address = { ip: '203.0.113.7', port: 49152 }
const ANY_DESTINATION = '198.51.100.7'

const peerText = ({ ip, port }: Peer): string => `${ip ?? ''}${port === undefined ? '' : `:${port}`}`

const addressOf = ({ ip, port }: Peer, any: Address): Address => ({ ip: ip?.replace(/\/\d+$/, '') ?? any.ip, port: port ?? any.port })

type Pick = { source: Peer | undefined; destination: Peer | undefined; sni: string | undefined }

/** The base request of a stream route, then one for each other source, destination and SNI. */
export function streamWitnesses({ sources, destinations, snis }: CompiledRoute, { protocol, port }: CompiledStream): StreamWitness[] {
  const base: Pick = { source: sources[0], destination: destinations[0], sni: protocol === 'tls' ? snis[0] : undefined }
  const picks: Pick[] = [
    base,
    ...sources.slice(1).map((source) => ({ ...base, source })),
    ...destinations.slice(1).map((destination) => ({ ...base, destination })),
    ...(protocol === 'tls' ? snis.slice(1).map((sni) => ({ ...base, sni })) : []),
  ]
  return picks.map(({ source, destination, sni }) => ({
    request: {
      protocol,
      source: addressOf(source ?? {}, ANY_SOURCE),
      destination: addressOf(destination ?? {}, { ip: ANY_DESTINATION, port: port ?? 0 }),
      ...(sni === undefined ? {} : { sni: sni.replace(/^\*/, 'any-host') }),
    },
    pattern: [
      `${protocol} :${port ?? ''}`,
      ...(source ? [`from ${peerText(source)}`] : []),
      ...(destination ? [`to ${peerText(destination)}`] : []),
      ...(sni === undefined ? [] : [`with SNI: ${sni}`]),
    ].join(' '),
  }))
}
