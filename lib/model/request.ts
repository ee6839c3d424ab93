import { z } from 'zod'
import { Port } from './common.ts'
import { rule } from './rule.ts'

const Ip = z.union([z.ipv4(), z.ipv6()], rule('ipAddress'))

// A proxy takes no longer one, and a pattern must not be run on megabytes.
const HeaderValue = z.string().max(16_384)

/** An HTTP request to ask about, as the tester and route tests take it. The path is taken as it stands. */
export const HttpRequest = z.strictObject({
  method: z.string().trim().toUpperCase().min(1).max(64).default('GET'),
  url: z.string().max(16_384).regex(/^https?:\/\/[^/?#\s]+([/?][^#\s]*)?$/i, rule('requestUrl')),
  headers: z.record(z.string().max(256), z.union([HeaderValue, z.array(HeaderValue).max(100)])).default({}),
  clientIp: Ip.optional(),
  /** Absent: the host name of the request, where it comes over TLS. */
  sni: z.string().optional(),
  /** Absent: by the port of the URL, or the built-in listener of its scheme. */
  listener: z.string().optional(),
})
export type HttpRequest = z.infer<typeof HttpRequest>

/** `10.0.0.7:5432` and `[2001:db8::1]:5432` taken apart; what is no such text is left for the schema to refuse. */
function addressParts(given: unknown): unknown {
  if (typeof given !== 'string') return given
  const [, ip, port] = /^(?:\[(?=.*\]))?([^\]]*?)\]?(?::(\d+))?$/.exec(given) ?? [null, given]
  return port === undefined ? { ip } : { ip, port: Number(port) }
}

/** In parts, or as one text. */
const Address = z.preprocess(addressParts, z.strictObject({ ip: Ip, port: Port.optional() }))

/** A TCP connection or a UDP datagram to ask about. */
export const StreamRequest = z.strictObject({
  protocol: z.enum(['tcp', 'tls', 'udp']),
  /** Absent: by the port of the destination. */
  listener: z.string().optional(),
  /** Absent: unknown, which no rule about it takes. */
  source: Address.optional(),
  destination: Address.optional(),
  sni: z.string().optional(),
})
export type StreamRequest = z.infer<typeof StreamRequest>
