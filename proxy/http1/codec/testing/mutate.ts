import { pick, type Random } from './random.ts'

/** Bytes that parsers have disagreed about. */
const BYTES = [...'\r\n\t \0\x0b\x0c\x7f\x80\x85\xa0\xff:;,="\\/#?@[]{}()_-+.0159afAFgxX%*']

/** What is put in as a whole: lines, values and ends. */
const PIECES = [
  '\r\n', '\n', '\r', '\r\n\r\n', '\n\n', '\r\r\n', ' \r\n', '\r\n ', '\t', '  ', ': ', ' : ', ',', ', ', ';', ';a', ';a=b', ';a="b"', '; a',
  '0\r\n\r\n', '0\r\n', '00', '5\r\nhello\r\n', 'a\r\n', '0x', 'ffffffffffffffff', '10000000000000', '18446744073709551616', '+1', '-1',
  'Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'content_length: 3\r\n', 'Content-Length:\r\n', 'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n', 'transfer-encoding:\tCHUNKED\r\n', 'Transfer-Encoding : chunked\r\n', 'Transfer_Encoding: chunked\r\n',
  'chunked', ', chunked', 'gzip, ', 'Host: other.test\r\n', 'Host:\r\n', 'X-A: 1\r\n', 'X-Hop: 1\r\n', ' folded\r\n', 'X-A\r\n', ': 1\r\n',
  'Connection: close\r\n', 'Connection: keep-alive\r\n', 'Connection: x-hop, upgrade\r\n', 'Connection: content-length, host, te\r\n', 'Upgrade: h2c\r\n',
  'Expect: 100-continue\r\n', 'Expect: x\r\n', 'TE: trailers\r\n', 'Trailer: X-Sum\r\n', 'X-Forwarded-For: 1.1.1.1\r\n', 'Server: sluice\r\n',
  'X-Request-Id: a\r\n', 'sluice-trace: a\r\n', 'X-Client-Cert-Verify: SUCCESS\r\n', 'traceparent: 00-0-0-01\r\n', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0', 'HTTP/0.9', 'GET ', 'POST ', 'CONNECT ', 'OPTIONS * ',
  'http://a.test/', 'https://a.test:443', '//', '/../', '%00', '%0d%0a', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n', ' 200 ', ' 304 ', ' 101 ',
]

const MOST_BYTES = 4096

/** An offset; often one where something ends, since that is where parsers differ. */
function offset(random: Random, text: string): number {
  const at = random(text.length + 1)
  if (random(2) === 0) return at
  const end = text.indexOf(pick(random, ['\r', '\n', ':', ' ', ',']), at)
  return end === -1 ? at : end + random(2)
}

/** The beginnings of lines, that of the text included. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

type Change = (text: string, random: Random, seeds: readonly string[]) => string

const CHANGES: readonly Change[] = [
  (text, random) => {
    const at = offset(random, text)
    return text.slice(0, at) + pick(random, BYTES) + text.slice(at + 1)
  },
  (text, random) => {
    const at = offset(random, text)
    return text.slice(0, at) + pick(random, BYTES) + text.slice(at)
  },
  (text, random) => {
    const at = offset(random, text)
    return text.slice(0, at) + text.slice(at + 1 + random(random(4) === 0 ? 20 : 2))
  },
  (text, random) => {
    const at = offset(random, text)
    return text.slice(0, at) + pick(random, PIECES) + text.slice(at)
  },
  (text, random) => {
    const at = pick(random, lineStarts(text))
    return text.slice(0, at) + pick(random, PIECES) + text.slice(at)
  },
  // A line once more, somewhere else.
  (text, random) => {
    const from = pick(random, lineStarts(text))
    const line = text.slice(from, text.indexOf('\n', from) + 1)
    const at = pick(random, lineStarts(text))
    return text.slice(0, at) + line + text.slice(at)
  },
  // Not a line any more.
  (text, random) => {
    const from = pick(random, lineStarts(text))
    const to = text.indexOf('\n', from) + 1
    return to === 0 ? text.slice(0, from) : text.slice(0, from) + text.slice(to)
  },
  (text, random) => text.slice(0, offset(random, text)),
  (text, random, seeds) => text + pick(random, seeds),
  (text, random, seeds) => {
    const other = pick(random, seeds)
    return text.slice(0, offset(random, text)) + other.slice(offset(random, other))
  },
  (text, random) => {
    const at = offset(random, text)
    const piece = text.slice(at, at + 1 + random(10))
    return text.slice(0, at) + (random(2) === 0 ? piece.toUpperCase() : piece.toLowerCase()) + text.slice(at + piece.length)
  },
  (text, random) => {
    const at = offset(random, text)
    return text.slice(0, at) + text.slice(at, at + 1 + random(4)).repeat(2 + random(20)) + text.slice(at)
  },
  (text, random) => {
    const at = random(text.length + 1)
    return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1)
  },
]

/** A message that one to four changes were made to. Latin1; mostly a bit wrong, sometimes right. */
export function mutate(random: Random, seeds: readonly string[]): string {
  let text = pick(random, seeds)
  for (let left = 1 + random(4); left > 0; left--) text = pick(random, CHANGES)(text, random, seeds)
  // Upper case of the byte FF, for one, is no byte any more.
  return Buffer.from(text.slice(0, MOST_BYTES), 'latin1').toString('latin1')
}
