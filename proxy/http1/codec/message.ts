/** Bounds of a message head; bytes count from the first of the start line to the last of the empty line. */
export type HeadLimits = { headBytes: number; targetBytes: number; fields: number }

/** Why a message was refused: a closed set, since each is also a metric label. */
export type RefusalReason =
  | 'method' | 'target' | 'target-length' | 'version' | 'request-line' | 'status-line'
  | 'field-name' | 'field-value' | 'field-count' | 'head-length' | 'space-before-colon' | 'obs-fold' | 'bare-cr' | 'bare-lf'
  | 'host-missing' | 'host-repeated' | 'host-invalid'
  | 'content-length' | 'transfer-encoding' | 'length-and-coding' | 'coding-in-1.0'
  | 'expectation' | 'connection' | 'upgrade' | 'chunk-size' | 'chunk-extension' | 'chunk-end' | 'trailer'

/** The answer codes of the proxy that a refused request gets. */
export type RefusalCode =
  | 'BAD_REQUEST' | 'BAD_HOST' | 'URI_TOO_LONG' | 'HEADERS_TOO_LARGE' | 'TRANSFER_CODING' | 'EXPECTATION_FAILED' | 'METHOD_NOT_ALLOWED' | 'VERSION'

export type Refusal = { kind: 'refused'; code: RefusalCode; reason: RefusalReason }

/** `length` of a message whose body is chunked. */
export const CHUNKED = -1
/** `length` of a response whose body ends with its connection. */
export const UNTIL_CLOSE = -2

/** What a client says about hops before us; raw values, lists joined with `, `. Empty: not there. */
export type ForwardedFields = { for: string; proto: string; host: string; port: string; prefix: string; forwarded: string }

/** A request head, read in one way and checked. */
export type RequestHead = {
  kind: 'request'
  method: string
  /** In origin form: of an absolute-form target, its path and query. */
  target: string
  /** As sent; the authority of an absolute-form target replaces it (RFC 9112 §3.2.2). Empty: HTTP/1.0 without one. */
  host: string
  minor: 0 | 1
  /**
   * Field lines that go on to a target, as sent, each with its CRLF: without those that belong to this connection, that
   * Connection lists, that frame the body, or that the proxy writes itself.
   */
  passed: string
  /** All field lines as sent, for lookups. */
  fields: string
  /** Bytes of the body, or CHUNKED. */
  length: number
  /** Content-Length was there, if only as 0. */
  hasLength: boolean
  /** The client lets the connection go on (RFC 9112 §9.3). */
  keepAlive: boolean
  /** What an upgrade asks for, in lower case; empty: nothing, or nothing that counts (RFC 9110 §7.8). */
  upgrade: string
  /** `Expect: 100-continue` from an HTTP/1.1 client. */
  expects: boolean
  /** `TE: trailers`. */
  takesTrailers: boolean
  /** Value of Trailer, which goes on beside a chunked body; empty: none. */
  trailer: string
  /** Null: none of these fields is there. */
  forwarded: ForwardedFields | null
  requestId: string
  /** Of W3C Trace Context, as it goes on; empty: none, or one that is broken. */
  traceparent: string
  /** Of the tester; empty: none. */
  trace: string
  /** Bytes of the head: where its body, or the next message, begins. */
  size: number
}

/** A response head, read in one way and checked. */
export type ResponseHead = {
  kind: 'response'
  status: number
  reason: string
  /**
   * Field lines that go on to the client, as sent, each with its CRLF. Content-Length is among them where it frames the
   * body or describes one that is not sent (HEAD, 304).
   */
  passed: string
  /** Bytes of the body, CHUNKED or UNTIL_CLOSE, as if the request had not been HEAD; 1xx, 204 and 304 have 0. */
  length: number
  /** Date is among the fields; where it is not, a proxy adds it (RFC 9110 §6.6.1). */
  hasDate: boolean
  keepAlive: boolean
  upgrade: string
  size: number
}
