/** Header values by lower-case name, as `IncomingMessage.headersDistinct` or a plain record gives them. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** A header's values; `constructor` and its like are no headers of a plain record. */
export const headerOf = (headers: HeaderValues, name: string): string | readonly string[] | undefined =>
  Object.hasOwn(headers, name) ? headers[name] : undefined

/** What the matcher reads of an HTTP request; proxy and tester build the same. */
export type RoutingRequest = {
  method: string
  /** As sent, with the port if the client sent one; lower-cased. Empty if there was none. */
  host: string
  /** As sent: path and query in origin form. */
  target: string
  headers: HeaderValues
  protocol: 'http' | 'https'
  /** Absent over plain HTTP, or when the client sent none. */
  sni?: string
}

/** Of one end of a connection. The tester may not know its port. */
export type Address = { ip: string; port: number | null }

/** What the matcher reads of a connection or datagram that is not HTTP. */
export type StreamRequest = {
  protocol: 'tcp' | 'tls' | 'udp'
  /** Null: unknown, which no rule about it takes. */
  source: Address | null
  destination: Address | null
  /** Of the ClientHello; absent on tcp and udp. */
  sni?: string
}
