import type { RequestRecord } from '#lib/link/requests.ts'

export type LogFormat = 'json' | 'combined'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Times are written in UTC: lines of several proxies are read side by side. */
function isoTimes(): (at: number) => string {
  let second = -1
  let prefix = ''
  return (at) => {
    const current = Math.floor(at / 1000)
    if (current !== second) {
      second = current
      prefix = new Date(current * 1000).toISOString().slice(0, -4)
    }
    return `${prefix}${String(Math.floor(at) - current * 1000).padStart(3, '0')}Z`
  }
}

/** As Apache's `%t` and nginx's `$time_local`: `21/Nov/2026:19:45:02 +0000`. */
function commonTimes(): (at: number) => string {
  let second = -1
  let text = ''
  return (at) => {
    const current = Math.floor(at / 1000)
    if (current !== second) {
      second = current
      const date = new Date(current * 1000)
      const day = String(date.getUTCDate()).padStart(2, '0')
      text = `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`
    }
    return text
  }
}

const hex = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

// JSON leaves DEL and everything above as it is. In ASCII alone a line has as many bytes as characters, and no terminal takes it for more.
// oxlint-disable-next-line no-control-regex
const HAS_NOT_ASCII = /[^\x00-\x7e]/
// oxlint-disable-next-line no-control-regex
const NOT_ASCII = /[^\x00-\x7e]/g
// oxlint-disable-next-line no-control-regex
const TO_ESCAPE = /["\\]|[^\x20-\x7e]/
// oxlint-disable-next-line no-control-regex
const EACH_TO_ESCAPE = /["\\]|[^\x20-\x7e]/gu

const escapedBytes = (text: string): string =>
  [...(text.charCodeAt(0) < 0x100 ? Buffer.from(text, 'latin1') : Buffer.from(text, 'utf8'))]
    .map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')

/** A variable in quotes, as nginx writes it: `"`, `\` and all that is no printable ASCII become `\xHH`; `-` where there is nothing. */
export function quoted(text: string): string {
  if (text === '') return '"-"'
  return `"${TO_ESCAPE.test(text) ? text.replace(EACH_TO_ESCAPE, escapedBytes) : text}"`
}

type Line = (record: RequestRecord) => string

/** One object a line: `time` (ISO 8601, UTC) first, for people and log shippers, then the record as it is. */
function jsonLines(): Line {
  const timeOf = isoTimes()
  return (record) => {
    const line = `{"time":"${timeOf(record.at)}",${JSON.stringify(record).slice(1)}\n`
    return HAS_NOT_ASCII.test(line) ? line.replace(NOT_ASCII, (unit) => hex(unit.charCodeAt(0))) : line
  }
}

/** Apache's combined form. The user is `-`: the proxy knows none. */
function combinedLines(): Line {
  const timeOf = commonTimes()
  return ({ clientAddress, at, method, target, version, status, bytesOut, referer, userAgent }) =>
    `${clientAddress || '-'} - - [${timeOf(at)}] ${quoted(`${method} ${target} HTTP/${version}`)} ${status} ${bytesOut} ${quoted(referer)} ${quoted(userAgent)}\n`
}

/** What a pipe takes in one piece (PIPE_BUF of Linux), so that lines of several threads do not mix. */
export const MOST_LINE_BYTES = 4096

/** How a record becomes a line of the access log, its end included: only ASCII, and no longer than a pipe takes in one piece. */
export function lineOf(format: LogFormat): Line {
  const make = format === 'json' ? jsonLines() : combinedLines()
  return (record) => {
    const line = make(record)
    if (line.length <= MOST_LINE_BYTES) return line
    // Only what must be escaped grows so long.
    return make({ ...record, target: record.target.slice(0, 128), userAgent: '', referer: '', host: record.host.slice(0, 64), sni: '' })
  }
}
