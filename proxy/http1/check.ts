import { verifyTrace, TRACE_HEADER } from '#lib/link/trace-header.ts'
import { answerOf, type Answer } from './answers.ts'
import type { Exchange } from './exchange.ts'

const MOST_TARGET_BYTES = 8192
const MOST_FIELDS = 200

// reg-name without what no resolver takes, or an IPv6 literal (RFC 3986 §3.2.2), and a port.
const AUTHORITY = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._~-]+)(?::(\d{1,5}))?$/
const ABSOLUTE = /^https?:\/\/([^/?#]*)([/?].*)?$/i
const ORIGIN_FORM = /^\/[\x21\x22\x24-\x7e]*$/

const isAuthority = (host: string): boolean => {
  const match = AUTHORITY.exec(host)
  return match !== null && Number(match[1] ?? 0) <= 65535
}

/** What Node's parser lets through and a proxy must not (semantics: reliability bar). Sets host and target. */
export function checkRequest(exchange: Exchange): Answer | null {
  const { req } = exchange
  if (exchange.target.length > MOST_TARGET_BYTES) return answerOf('URI_TOO_LONG')
  if (req.rawHeaders.length > MOST_FIELDS * 2) return answerOf('HEADERS_TOO_LARGE')
  return checkFraming(exchange) ?? checkTarget(exchange)
}

function checkFraming({ req, headers }: Exchange): Answer | null {
  const codings = headers['transfer-encoding']
  if (codings === undefined) return null
  // RFC 9112 §6.1: a 1.0 message with a transfer coding is faulty, and beside Content-Length it is an attack.
  if (req.httpVersion === '1.0' || headers['content-length'] !== undefined) return answerOf('BAD_REQUEST')
  return codings.length === 1 && codings[0]!.toLowerCase() === 'chunked' ? null : answerOf('TRANSFER_CODING')
}

function checkTarget(exchange: Exchange): Answer | null {
  const { req, headers } = exchange
  const hosts = headers.host ?? []
  if (hosts.length > 1 || (hosts.length === 0 && req.httpVersion === '1.1')) return answerOf('BAD_HOST')
  let host = hosts[0] ?? ''
  if (hosts.length === 1 && !isAuthority(host)) return answerOf('BAD_HOST')
  const absolute = ABSOLUTE.exec(exchange.target)
  if (absolute) {
    // RFC 9112 §3.2.2: the target's authority replaces the Host field.
    host = absolute[1]!
    if (!isAuthority(host)) return answerOf('BAD_HOST')
    const rest = absolute[2] ?? '/'
    exchange.target = rest.startsWith('/') ? rest : `/${rest}`
  }
  if (!ORIGIN_FORM.test(exchange.target)) return answerOf('BAD_REQUEST')
  exchange.host = host
  return null
}

/** Notes whether the tester sent this request; never an answer of its own. */
export function checkTrace(exchange: Exchange): null {
  const value = exchange.headers[TRACE_HEADER]?.[0]
  if (value === undefined) return null
  exchange.isTraced = verifyTrace(exchange.gate.linkToken, value, exchange.gate.now(), exchange.gate.seenNonces)
  return null
}
