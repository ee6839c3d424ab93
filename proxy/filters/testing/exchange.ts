import { fieldEdits, edited, type FieldEdits } from '#lib/routing/filters/edits.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import type { Match } from '#lib/routing/match.ts'
import type { ClientConnection } from '../../http1/client-connection.ts'
import type { RequestHead } from '../../http1/codec/message.ts'
import { readRequestHead } from '../../http1/codec/request-head.ts'
import { Exchange, type Gate } from '../../http1/exchange.ts'
import { trustedOf } from '../../forwarded.ts'

export type Asked = {
  method?: string
  target?: string
  /** Null: none (HTTP/1.0). */
  host?: string | null
  headers?: [name: string, value: string][]
  address?: string
  protocol?: 'http' | 'https'
  port?: number
  /** Length of the path that the entry matched; -1: it has none. */
  matchedLength?: number
}

/** An exchange as a check finds it: its head was read by the proxy's own reader, the rest is made up. */
export function makeExchange(asked: Asked = {}): Exchange {
  const { method = 'GET', target = '/', host = 'shop.test', headers = [], address = '192.0.2.7', protocol = 'http', port = 80, matchedLength = -1 } = asked
  const lines = [...(host === null ? [] : [['Host', host]]), ...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = readRequestHead(`${method} ${target} HTTP/1.${host === null ? 0 : 1}\r\n${lines}\r\n`, { headBytes: 65_536, targetBytes: 8192, fields: 100 })
  if (head?.kind !== 'request') throw new Error(`no request: ${JSON.stringify(head)}`)
  const gate = { trusted: trustedOf(['10.0.0.0/8']) } as Gate
  const client = { gate, address, entrance: { protocol, port, isClosing: false } } as ClientConnection
  const exchange = new Exchange(client, head, null, 'id')
  exchange.match = matchOf(head, matchedLength)
  return exchange
}

function matchOf(head: RequestHead, matchedLength: number): Match {
  const { path: rawPath, query } = splitTarget(head.target)
  return { rawPath, path: normalisePath(rawPath), form: 'reserved', query, matchedLength } as Match
}

const all = (lines: string, edits: readonly FieldEdits[] | null): string => (edits ?? [fieldEdits([], [])]).reduce(edited, lines)

/** The fields that a target gets of the client's. */
export const passedOn = ({ head, requestEdits }: Exchange): string => all(head.passed, requestEdits)

/** What becomes of the fields of a response. */
export const sentBack = ({ responseEdits }: Exchange, lines: string): string => all(lines, responseEdits)
