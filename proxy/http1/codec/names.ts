import { TRACE_HEADER, TRACE_RESULT_HEADER } from '#lib/link/trace-header.ts'

/**
 * Header fields that tell targets about the client's certificate, in lower case. Whatever a client sends under these names
 * is dropped, on every route: a target could not tell it from ours.
 */
export const CLIENT_CERTIFICATE_FIELDS = [
  'x-client-cert-verify', 'x-client-cert-subject', 'x-client-cert-issuer', 'x-client-cert-serial', 'x-client-cert-fingerprint',
] as const

/** Field names that the codec knows, in lower case; a name's id is its index, and 0, the empty name, is any other. */
export const KNOWN_NAMES = [
  '', 'connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade', 'host', 'content-length', 'expect',
  'trailer', 'proxy',
  'forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-prefix',
  'x-forwarded-path', 'x-forwarded-scheme', 'x-forwarded-ssl', 'x-real-ip', 'x-request-id', 'traceparent', ...CLIENT_CERTIFICATE_FIELDS,
  TRACE_HEADER, TRACE_RESULT_HEADER, 'server', 'date',
] as const
type KnownName = (typeof KNOWN_NAMES)[number]

const LONGEST = Math.max(...KNOWN_NAMES.map((name) => name.length))

/** The id by which a scan of fields reports the name. */
export const idOf = (name: KnownName): number => KNOWN_NAMES.indexOf(name)

const hash = (first: number, last: number, beforeLast: number): number =>
  ((first | 0x20) + (last | 0x20) * 4 + (beforeLast | 0x20) * 5) & 127

const hashOf = (name: string): number =>
  hash(name.charCodeAt(0), name.charCodeAt(name.length - 1), name.charCodeAt(name.length - 2))

/** Ids by hash; no two names share one. */
const SLOTS = new Uint8Array(128)
for (const name of KNOWN_NAMES.slice(1)) {
  if (SLOTS[hashOf(name)] !== 0) throw new Error(`Another known name has the hash of ${name}`)
  SLOTS[hashOf(name)] = KNOWN_NAMES.indexOf(name)
}

/** The id of the name that stands in `text` from `from` to before `to`, in any case; 0: not known. The name is a token. */
export function knownName(text: string, from: number, to: number): number {
  const length = to - from
  if (length < 2 || length > LONGEST) return 0
  const id = SLOTS[hash(text.charCodeAt(from), text.charCodeAt(to - 1), text.charCodeAt(to - 2))]!
  if (id === 0) return 0
  const name = KNOWN_NAMES[id]!
  if (name.length !== length) return 0
  // Exact: known names are letters and hyphens, and `| 0x20` makes no other token character one of these.
  for (let i = 0; i < length; i++) if ((text.charCodeAt(from + i) | 0x20) !== name.charCodeAt(i)) return 0
  return id
}

/** Of a name with `_`: the id of the name that a CGI application takes it for, negated; 0: none. */
export function disguisedName(name: string): number {
  const plain = name.replaceAll('_', '-')
  return -knownName(plain, 0, plain.length)
}
