/** What a client says before anything is decided about its connection. */
export type ClientHello = {
  kind: 'hello'
  /** In lower case, without a trailing dot; empty: none was sent. */
  serverName: string
  /** In the client's order. */
  alpn: string[]
  /** Protocol versions as on the wire (0x0303 = TLS 1.2), in the client's order; unknown ones (GREASE) included. */
  versions: number[]
}

export type HelloRefusal = 'plain-http' | 'not-tls' | 'malformed' | 'too-long' | 'server-name'

/** Bytes within which a ClientHello must be complete, record headers included. Real ones have 200 to 2,000. */
export const MOST_HELLO_BYTES = 16_384

const HANDSHAKE = 22
const CLIENT_HELLO = 1
const RECORD_HEADER = 5
const SERVER_NAME = 0
const ALPN = 16
const SUPPORTED_VERSIONS = 43

const refused = (reason: HelloRefusal): { kind: 'refused'; reason: HelloRefusal } => ({ kind: 'refused', reason })

/**
 * Reads the ClientHello with which a TLS connection begins (RFC 8446 §4.1.2, §5.1), which may be spread over records.
 * Only its shape and what is named in {@link ClientHello} are checked: all else is OpenSSL's to judge.
 * @param bytes what came so far, from the first byte of the connection
 * @returns null as long as it is not complete
 */
export function readClientHello(bytes: Uint8Array): ClientHello | { kind: 'refused'; reason: HelloRefusal } | null {
  if (bytes.length === 0) return null
  const first = bytes[0]!
  // A method: no other protocol that a client might mean begins with a capital letter (nginx answers it, too).
  if (first >= 0x41 && first <= 0x5a) return refused('plain-http')
  if (first !== HANDSHAKE || (bytes.length > 1 && bytes[1] !== 3)) return refused('not-tls')
  const message = readMessage(bytes)
  if (message === null) return bytes.length >= MOST_HELLO_BYTES ? refused('too-long') : null
  return typeof message === 'string' ? refused(message) : readBody(message)
}

/** The body of the handshake message, copied only if it lies in several records. */
function readMessage(bytes: Uint8Array): Uint8Array | HelloRefusal | null {
  const pieces: Uint8Array[] = []
  let have = 0
  let wanted = 4
  for (let at = 0; at + RECORD_HEADER <= bytes.length; ) {
    const length = u16(bytes, at + 3)
    // An empty record of a handshake is forbidden (RFC 8446 §5.1).
    if (bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3 || length === 0 || length > MOST_HELLO_BYTES) return 'malformed'
    const piece = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length)
    pieces.push(piece)
    have += piece.length
    if (wanted === 4 && have >= 4) {
      const head = pieces.length === 1 ? piece : join(pieces, have)
      if (head[0] !== CLIENT_HELLO) return 'malformed'
      wanted = 4 + ((head[1]! << 16) | u16(head, 2))
      if (wanted > MOST_HELLO_BYTES) return 'too-long'
    }
    if (wanted > 4 && have >= wanted) return (pieces.length === 1 ? piece : join(pieces, have)).subarray(4, wanted)
    // An empty message has no place for what must be in it.
    if (wanted === 4 && have >= 4) return 'malformed'
    at += RECORD_HEADER + length
  }
  return null
}

function join(pieces: Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Callers have made sure that both bytes are there. */
const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** Where a vector with a length before it ends; -1: not within `end`. `size`: bytes of the length. */
function endOf(bytes: Uint8Array, at: number, size: 1 | 2, end: number): number {
  if (at + size > end) return -1
  const to = at + size + (size === 1 ? bytes[at]! : u16(bytes, at))
  return to > end ? -1 : to
}

function readBody(body: Uint8Array): ClientHello | { kind: 'refused'; reason: HelloRefusal } {
  const end = body.length
  // legacy_version and random, then session id, cipher suites, compression methods.
  if (end < 34 || body[0] !== 3) return refused('malformed')
  const sessionEnd = endOf(body, 34, 1, end)
  if (sessionEnd === -1 || sessionEnd - 35 > 32) return refused('malformed')
  const suitesEnd = endOf(body, sessionEnd, 2, end)
  const suites = suitesEnd - sessionEnd - 2
  if (suitesEnd === -1 || suites < 2 || suites % 2 !== 0) return refused('malformed')
  const methodsEnd = endOf(body, suitesEnd, 1, end)
  if (methodsEnd === -1 || methodsEnd - suitesEnd < 2) return refused('malformed')
  const hello: ClientHello = { kind: 'hello', serverName: '', alpn: [], versions: [u16(body, 0)] }
  if (methodsEnd === end) return hello
  return endOf(body, methodsEnd, 2, end) === end ? readExtensions(body, methodsEnd + 2, hello) : refused('malformed')
}

function readExtensions(body: Uint8Array, from: number, hello: ClientHello): ClientHello | { kind: 'refused'; reason: HelloRefusal } {
  const { length } = body
  // Types below 64 as bits: nearly all that there are, and this is done for each connection.
  let low = 0
  let high = 0
  const rare: number[] = []
  for (let at = from; at < length; ) {
    if (at + 4 > length) return refused('malformed')
    const type = u16(body, at)
    const to = at + 4 + u16(body, at + 2)
    if (to > length) return refused('malformed')
    // No two of one type (RFC 8446 §4.2).
    const bit = 1 << (type & 31)
    if (type < 32) {
      if (low & bit) return refused('malformed')
      low |= bit
    } else if (type < 64) {
      if (high & bit) return refused('malformed')
      high |= bit
    } else {
      if (rare.includes(type)) return refused('malformed')
      rare.push(type)
    }
    if (type === SERVER_NAME || type === ALPN || type === SUPPORTED_VERSIONS) {
      const reason = readExtension(type, body.subarray(at + 4, to), hello)
      if (reason !== null) return refused(reason)
    }
    at = to
  }
  return hello
}

function readExtension(type: typeof SERVER_NAME | typeof ALPN | typeof SUPPORTED_VERSIONS, data: Uint8Array, hello: ClientHello): HelloRefusal | null {
  switch (type) {
    case SERVER_NAME: {
      const name = readServerName(data)
      if (name === null) return 'server-name'
      hello.serverName = name
      return null
    }
    case ALPN:
      return readAlpn(data, hello.alpn)
    default:
      return readVersions(data, hello)
  }
}

const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/

/** A list of exactly one host_name (RFC 6066 §3), in the letters of a host name. */
function readServerName(data: Uint8Array): string | null {
  const { length } = data
  if (length < 6 || u16(data, 0) !== length - 2 || data[2] !== 0 || u16(data, 3) !== length - 5) return null
  const name = text(data, 5, length).toLowerCase()
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  return NAME.test(bare) ? bare : null
}

function readAlpn(data: Uint8Array, alpn: string[]): HelloRefusal | null {
  if (data.length < 4 || u16(data, 0) !== data.length - 2) return 'malformed'
  for (let at = 2; at < data.length; ) {
    const to = endOf(data, at, 1, data.length)
    if (to === -1 || to - at < 2) return 'malformed'
    alpn.push(text(data, at + 1, to))
    at = to
  }
  return null
}

function readVersions(data: Uint8Array, hello: ClientHello): HelloRefusal | null {
  if (data.length < 3 || data[0] !== data.length - 1 || data[0] % 2 !== 0) return 'malformed'
  hello.versions = []
  for (let at = 1; at < data.length; at += 2) hello.versions.push(u16(data, at))
  return null
}

function text(bytes: Uint8Array, from: number, to: number): string {
  let all = ''
  for (let at = from; at < to; at++) all += String.fromCharCode(bytes[at]!)
  return all
}
