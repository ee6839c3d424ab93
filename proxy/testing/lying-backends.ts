import type { Socket } from 'node:net'

/** What a client may see of a lie: a status, or a response that ends before its body does. */
export type Sight = number | 'cut'

export type Lie = {
  name: string
  /** POST: of its body only the beginning is sent. WEBSOCKET: GET that asks for one. */
  method?: 'GET' | 'HEAD' | 'POST' | 'WEBSOCKET'
  /** Bytes that are the answer, and then nothing; or what the backend does once it has the request. */
  tell: string | ((socket: Socket) => void)
  sees: Sight | readonly Sight[]
  /** Where a status under 300 is seen. */
  body?: string
  /** The connection may carry another request: nothing of the answer was a lie. */
  isKept?: true
}

/** It stands in whatever a client must never see. */
export const SMUGGLED = 'SMUGGLED'

const OK = 'HTTP/1.1 200 OK\r\n'
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\n'
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n'
const HINTS = 'HTTP/1.1 103 Early Hints\r\n'
const TOO_LARGE = 'HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n'
const CHUNK_OK = '2\r\nok\r\n0\r\n\r\n'
const SECOND = `${OK}X-Second: ${SMUGGLED}\r\nContent-Length: 8\r\n\r\n${SMUGGLED}`
const chunked = (body: string) => `${OK}Transfer-Encoding: chunked\r\n\r\n${body}`

const thenEnd = (bytes: string) => (socket: Socket) => void socket.end(bytes, 'latin1')
/** The bytes have left before the reset, which would overtake them. */
const thenReset = (bytes: string) => (socket: Socket) => {
  if (bytes === '') socket.resetAndDestroy()
  else socket.write(bytes, 'latin1', () => setImmediate(() => socket.resetAndDestroy()))
}

/** Goes on for as long as the other side takes it. */
const forEver = (begin: string, again: string) => (socket: Socket) => {
  const piece = again.repeat(Math.ceil(4096 / again.length))
  const more = () => {
    if (socket.destroyed) return
    if (socket.write(piece, 'latin1')) setImmediate(more)
    else socket.once('drain', more)
  }
  socket.write(begin, 'latin1')
  more()
}

const byteByByte = (bytes: string) => (socket: Socket) => {
  let at = 0
  const next = () => {
    if (at < bytes.length && !socket.destroyed) socket.write(bytes[at++]!, 'latin1', () => setImmediate(next))
  }
  next()
}

const LENGTHS: Lie[] = [
  { name: 'a length that is never reached, then the end', tell: thenEnd(`${OK}Content-Length: 9\r\n\r\npart`), sees: 'cut' },
  { name: 'a length that is never reached, then a reset', tell: thenReset(`${OK}Content-Length: 9\r\n\r\npart`), sees: ['cut', 502] },
  { name: 'a length, and nothing', tell: thenEnd(`${OK}Content-Length: 9\r\n\r\n`), sees: ['cut', 502] },
  { name: 'more than its length', tell: `${OK}Content-Length: 2\r\n\r\nok${SMUGGLED}`, sees: 200, body: 'ok' },
  { name: 'more than the length 0', tell: `${OK}Content-Length: 0\r\n\r\n${SMUGGLED}`, sees: 200, body: '' },
  { name: 'two responses at once', tell: `${OK}Content-Length: 2\r\n\r\nok${SECOND}`, sees: 200, body: 'ok' },
  { name: 'two chunked responses at once', tell: `${chunked(CHUNK_OK)}${SECOND}`, sees: 200, body: 'ok' },
  { name: 'two lengths', tell: `${OK}Content-Length: 2\r\nContent-Length: 10\r\n\r\nok${SMUGGLED}`, sees: 502 },
  { name: 'two lengths in one field', tell: `${OK}Content-Length: 2, 10\r\n\r\nok${SMUGGLED}`, sees: 502 },
  { name: 'a length and chunks', tell: `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`, sees: 502 },
  ...['-1', '+2', '0x2', '2.0', '1e1', '', '99999999999999999999', '2 2'].map((value): Lie => ({
    name: `the length "${value}"`, tell: `${OK}Content-Length: ${value}\r\n\r\nok`, sees: 502,
  })),
  { name: 'no length, then a reset', tell: thenReset(`${OK}\r\npart`), sees: ['cut', 502] },
  {
    name: 'a length that Connection claims for itself', sees: 200, body: 'ok', isKept: true,
    tell: `${OK}Connection: content-length\r\nContent-Length: 2\r\n\r\nok`,
  },
  {
    name: 'chunks that Connection claims for itself', sees: 200, body: 'ok', isKept: true,
    tell: `${OK}Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNK_OK}`,
  },
]

const BODILESS: Lie[] = [
  { name: '204 with a body', tell: `${NO_CONTENT}Content-Length: 8\r\n\r\n${SMUGGLED}`, sees: 204 },
  { name: '204 with chunks', tell: `${NO_CONTENT}Transfer-Encoding: chunked\r\n\r\n8\r\n${SMUGGLED}\r\n0\r\n\r\n`, sees: [204, 502] },
  { name: '204 with a response behind it', tell: `${NO_CONTENT}\r\n${SECOND}`, sees: 204 },
  { name: '304 with a body', tell: `HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\n${SMUGGLED}`, sees: 304 },
  { name: 'HEAD with a body', method: 'HEAD', tell: `${OK}Content-Length: 8\r\n\r\n${SMUGGLED}`, sees: 200, body: '' },
  { name: 'HEAD with chunks', method: 'HEAD', tell: chunked(`8\r\n${SMUGGLED}\r\n0\r\n\r\n`), sees: 200, body: '' },
]

const CHUNKS: Lie[] = [
  ...['zz', '-2', '+2', '0x2', ' 2', '', '2 2', 'fffffffffffffffff', '2\n', 'g'].map((size): Lie => ({
    name: `the chunk size ${JSON.stringify(size)}`, tell: chunked(`${size}\r\nok\r\n0\r\n\r\n`), sees: ['cut', 502],
  })),
  { name: 'a bad chunk size after a good one', tell: chunked('2\r\nok\r\nzz\r\nok\r\n0\r\n\r\n'), sees: 'cut' },
  { name: 'a chunk that is longer than its size', tell: chunked('2\r\nokay\r\n0\r\n\r\n'), sees: ['cut', 502] },
  { name: 'a chunk without its line end', tell: chunked('2\r\nok0\r\n\r\n'), sees: ['cut', 502] },
  { name: 'chunks with bare LF', tell: chunked('2\nok\n0\n\n'), sees: ['cut', 502] },
  { name: 'the end within a chunk', tell: thenEnd(chunked('9\r\npart')), sees: 'cut' },
  { name: 'the end between chunks', tell: thenEnd(chunked('2\r\nok\r\n')), sees: 'cut' },
  { name: 'the end within the last chunk', tell: thenEnd(chunked('2\r\nok\r\n0\r\n')), sees: 'cut' },
  { name: 'a reset between chunks', tell: thenReset(chunked('2\r\nok\r\n')), sees: ['cut', 502] },
  { name: 'a trailer that is none', tell: chunked('2\r\nok\r\n0\r\nX Y: 1\r\n\r\n'), sees: ['cut', 502] },
  { name: 'endless trailers', tell: forEver(chunked('2\r\nok\r\n0\r\n'), 'X: y\r\n'), sees: ['cut', 502] },
  { name: 'an endless chunk extension', tell: forEver(chunked('2'), ';a=b'), sees: ['cut', 502] },
  ...['gzip, chunked', 'chunked, chunked', 'chunked, gzip', 'identity', 'xchunked', ''].map((coding): Lie => ({
    name: `the coding "${coding}"`, tell: `${OK}Transfer-Encoding: ${coding}\r\n\r\n${CHUNK_OK}`, sees: 502,
  })),
  { name: 'chunks in HTTP/1.0', tell: 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', sees: 502 },
]

const NO_HEADS: Lie[] = [
  { name: 'the end instead of an answer', tell: thenEnd(''), sees: 502 },
  { name: 'a reset instead of an answer', tell: thenReset(''), sees: 502 },
  { name: 'the end within the status line', tell: thenEnd('HTTP/1.1 20'), sees: 502 },
  { name: 'the end within the head', tell: thenEnd(`${OK}Content-Len`), sees: 502 },
  { name: 'a reset within the head', tell: thenReset(`${OK}Content-Len`), sees: 502 },
  { name: 'garbage', tell: 'hello\r\n\r\n', sees: 502 },
  { name: 'zeros', tell: '\0'.repeat(64), sees: 502 },
  { name: 'another protocol', tell: 'SSH-2.0-OpenSSH_9.6\r\n', sees: 502 },
  { name: 'an alert of TLS', tell: '\x15\x03\x01\x00\x02\x02\x46', sees: 502 },
  { name: 'settings of HTTP/2', tell: '\0\0\0\x04\0\0\0\0\0', sees: 502 },
  { name: 'an empty line first', tell: `\r\n${OK}Content-Length: 2\r\n\r\nok`, sees: 502 },
  ...['HTTP/2.0 200 OK', 'HTTP/1.2 200 OK', 'HTTP/0.9 200 OK', 'http/1.1 200 OK', 'HTTP/1.1 20 OK', 'HTTP/1.1 2000 OK', 'HTTP/1.1 abc OK',
    'HTTP/1.1  200 OK', 'HTTP/1.1\t200 OK', 'HTTP/1.1 200 O\0K', 'HTTP/1.1 -20 OK'].map((line): Lie => ({
    name: `the status line ${JSON.stringify(line)}`, tell: `${line}\r\nContent-Length: 2\r\n\r\nok`, sees: 502,
  })),
  ...['X y: 1', 'X : 1', ': 1', 'X', 'X: 1\r\n folded', ' X: 1', 'X: a\0b', 'X: a\rb', 'X: 1\nY: 2', 'X: \x7f', 'X\x80: 1'].map((field): Lie => ({
    name: `the field ${JSON.stringify(field)}`, tell: `${OK}${field}\r\nContent-Length: 2\r\n\r\nok`, sees: 502,
  })),
  { name: 'lines that end in LF', tell: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', sees: 502 },
]

const ENDLESS: Lie[] = [
  { name: 'a head that never ends, in silence', tell: `${OK}X: 1\r\n`, sees: 504 },
  { name: 'nothing', tell: () => {}, sees: 504 },
  { name: 'a body that never comes', tell: `${OK}Content-Length: 9\r\n\r\n`, sees: ['cut', 504] },
  { name: 'endless fields', tell: forEver(OK, 'X: y\r\n'), sees: 502 },
  { name: 'an endless field', tell: forEver(`${OK}X: `, 'y'), sees: 502 },
  { name: 'an endless status line', tell: forEver('HTTP/1.1 200 ', 'O'), sees: 502 },
  { name: 'a megabyte of one field', tell: `${OK}X: ${'y'.repeat(2 ** 20)}\r\nContent-Length: 2\r\n\r\nok`, sees: 502 },
  { name: 'endless 100', tell: forEver('', 'HTTP/1.1 100 Continue\r\n\r\n'), sees: [502, 504] },
  { name: 'endless 103', tell: forEver('', `${HINTS}Link: </a>\r\n\r\n`), sees: [502, 504] },
]

const INTERIM: Lie[] = [
  { name: '101 that nobody asked for', tell: `${SWITCHED}${UPGRADE}${SMUGGLED}`, sees: 502 },
  { name: '101 without a protocol', tell: `${SWITCHED}\r\n`, sees: 502 },
  ...[
    ['another protocol', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'],
    ['no protocol', 'Connection: Upgrade\r\n'],
    ['no Connection', 'Upgrade: websocket\r\n'],
  ].map(([what, fields]): Lie => ({ name: `101 with ${what}`, method: 'WEBSOCKET', tell: `${SWITCHED}${fields}\r\n`, sees: 502 })),
  { name: '101 in HTTP/1.0', method: 'WEBSOCKET', tell: `HTTP/1.0 101 Switching Protocols\r\n${UPGRADE}`, sees: 502 },
  { name: '103 with a body', tell: `${HINTS}Content-Length: 8\r\n\r\n${SMUGGLED}${OK}Content-Length: 2\r\n\r\nok`, sees: 502 },
  { name: '103 with chunks', tell: `${HINTS}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`, sees: 502 },
  { name: '100 that nobody waits for', tell: `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`, sees: 200, body: 'ok', isKept: true },
]

const EARLY: Lie[] = [
  { name: 'the end before the request is there', method: 'POST', tell: thenEnd(''), sees: 502 },
  { name: 'a reset before the request is there', method: 'POST', tell: thenReset(''), sees: 502 },
  { name: 'an answer before the request is there', method: 'POST', tell: TOO_LARGE, sees: 413 },
  { name: 'an answer and the end before the request is there', method: 'POST', tell: thenEnd(TOO_LARGE), sees: 413 },
]

/** Strange, but true: what is seen is what was sent. */
const TRUE: Lie[] = [
  { name: 'one byte at a time', tell: byteByByte(`${OK}Content-Length: 2\r\n\r\nok`), sees: 200, body: 'ok', isKept: true },
  { name: 'chunks, one byte at a time', tell: byteByByte(chunked('1\r\no\r\n1;x=y\r\nk\r\n0\r\nX: y\r\n\r\n')), sees: 200, body: 'ok', isKept: true },
  { name: 'a body until the end', tell: thenEnd(`${OK}\r\nok`), sees: 200, body: 'ok' },
  { name: 'HTTP/1.0 until the end', tell: thenEnd('HTTP/1.0 200 OK\r\n\r\nok'), sees: 200, body: 'ok' },
  { name: 'a close that was announced', tell: `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nok`, sees: 200, body: 'ok' },
]

/** What backends do that they must not, and what clients see of it (semantics §8.6). */
export const LIES: readonly Lie[] = [...LENGTHS, ...BODILESS, ...CHUNKS, ...NO_HEADS, ...ENDLESS, ...INTERIM, ...EARLY, ...TRUE]
