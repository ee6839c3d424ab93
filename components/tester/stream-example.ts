import type { Listener } from '#lib/model/listener.ts'
import type { StreamRequest } from '#lib/model/request.ts'
import type { Peer, Route } from '#lib/model/route.ts'
import { endpointText } from './endpoint.ts'
import { EMPTY_REQUEST, type RequestForm } from './request-form.ts'

type Example = Pick<Route, 'protocols' | 'snis' | 'sources' | 'destinations' | 'listeners'>
type Known = Pick<Listener, 'name' | 'protocol' | 'port' | 'enabled'>

const STREAMS = ['tcp', 'tls', 'udp'] as const

/** The first address of a range. */
const ipOf = (peer: Peer | undefined) => peer?.ip?.replace(/\/\d+$/, '')

/** Both ends are known, unlike those of what a person asks. */
export type StreamExample = StreamRequest & Required<Pick<StreamRequest, 'source' | 'destination'>>

/** A connection or datagram that a stream route takes, at one of its listeners; null for routes of HTTP, and without a listener. */
export function streamExample({ protocols, snis, sources, destinations, listeners = [] }: Example, known: readonly Known[]): StreamExample | null {
  const protocol = STREAMS.find((one) => protocols.includes(one))
  if (protocol === undefined) return null
  const [source, destination] = [sources[0], destinations[0]]
  const serving = known.filter((one) => one.protocol === protocol && one.enabled && (listeners.length === 0 || listeners.includes(one.name)))
  const listener = serving.find(({ port }) => port === destination?.port) ?? serving[0]
  if (listener === undefined) return null
  const port = destination?.port ?? listener.port
  // Sources and destinations of one family, or the example would look odd.
  const v6 = (ipOf(source) ?? ipOf(destination) ?? '').includes(':')
  return {
    protocol,
    source: { ip: ipOf(source) ?? (v6 ? '2001:db8::1' : '192.0.2.1'), port: source?.port ?? 50_000 },
    destination: { ip: ipOf(destination) ?? (v6 ? '2001:db8::10' : '192.0.2.10'), ...(port === undefined ? {} : { port }) },
    ...(protocol === 'tls' && snis[0] !== undefined ? { sni: snis[0].replace(/^\*\./, 'www.') } : {}),
    ...(listener.port !== port ? { listener: listener.name } : {}),
  }
}

export const streamForm = ({ protocol, source, destination, sni = '', listener = '' }: StreamExample): RequestForm => ({
  ...EMPTY_REQUEST,
  protocol,
  source: endpointText(source),
  destination: endpointText(destination),
  sni,
  listener,
})
