import { ANSWERS } from '../http1/answers.ts'
import { readRequestHead } from '../http1/codec/request-head.ts'
import { REQUESTS } from '../http1/codec/testing/malformed-requests.ts'
import { pick, seededRandom, type Random } from '../http1/codec/testing/random.ts'
import { readMessages } from '../http1/codec/testing/read-messages.ts'

/** What one client sends on a connection, and the pieces in which it does. */
export type Attempt = { name: string; bytes: Buffer; pieces: Buffer[] }

const HOST = 'Host: shop.test\r\n'
const SECOND = `GET /second HTTP/1.1\r\n${HOST}\r\n`
const SMUGGLED = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`
/** Beyond, a case takes too long byte by byte. */
const MOST_SINGLE = 130

/** All at once, cut at some positions, and byte by byte. */
function splits(bytes: Buffer, random: Random): Buffer[][] {
  const cut = (positions: number[]): Buffer[] => {
    const ends = [0, ...positions.toSorted((a, b) => a - b), bytes.length]
    return ends.slice(1).map((to, index) => bytes.subarray(ends[index]!, to)).filter(({ length }) => length > 0)
  }
  const at = () => 1 + random(bytes.length)
  const ways = [[bytes], cut([at()]), cut([at(), at(), at()])]
  return bytes.length > MOST_SINGLE ? ways : [...ways, Array.from(bytes, (byte) => Buffer.of(byte))]
}

/** The table of malformed and ambiguous requests, each with a second one behind it, split in every way. */
export function malformed(): Attempt[] {
  const random = seededRandom(1)
  return REQUESTS.flatMap(([name, text]) => {
    const bytes = Buffer.from(text + SECOND, 'latin1')
    return splits(bytes, random).map((pieces) => ({ name, bytes, pieces }))
  })
}

function attempt(text: string, random: Random): Attempt {
  const bytes = Buffer.from(text, 'latin1')
  return { name: JSON.stringify(text), bytes, pieces: pick(random, splits(bytes, random)) }
}

const NAMES = [
  'Transfer-Encoding', 'transfer-encoding', 'Transfer_Encoding', 'Transfer-Encoding\t', 'X-A: 1\rTransfer-Encoding',
  'X-A: 1\nTransfer-Encoding',
  ' Transfer-Encoding',
]
const CODINGS = [
  'chunked', 'Chunked', ' chunked', 'chunked ', 'xchunked', 'chunked, identity', 'identity, chunked', '\r\n chunked', '\x0bchunked',
  '"chunked"',
  'chunked\r\nTransfer-Encoding: x',
]
const LENGTHS = [
  '', 'Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Content-Length: 5\r\nContent-Length: 0\r\n', 'Content-Length: 0, 5\r\n',
  'Content_Length: 5\r\n',
  'Content-Length: 5\r\n 0\r\n',
]
const BODIES = [
  `0\r\n\r\n${SMUGGLED}`, `5;a="\r\n\r\n"\r\nhello\r\n0\r\n\r\n${SMUGGLED}`, `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
  SMUGGLED,
]

/** A coding and a length, each way of writing the one with each of the other. */
export function framings(): Attempt[] {
  const random = seededRandom(2)
  const fields = NAMES.flatMap((name) => CODINGS.flatMap((coding) => LENGTHS.map((length) => [`${name}: ${coding}\r\n`, length])))
  return fields.map((pair) => {
    const head = `POST / HTTP/1.1\r\n${HOST}${random(2) === 0 ? pair.join('') : pair.toReversed().join('')}\r\n`
    return attempt(head + pick(random, BODIES) + SECOND, random)
  })
}

const get = (target: string, fields = '', behind = '') => `GET ${target} HTTP/1.1\r\n${HOST}${fields}\r\n${behind}`
const post = (fields: string, body: string, version = '1.1') => `POST /first HTTP/${version}\r\n${HOST}${fields}\r\n${body}`
const chunked = (body: string) => post('Transfer-Encoding: chunked\r\n', body)
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: '

const GOOD = [
  SECOND, `\r\n${SECOND}`, `HEAD /head HTTP/1.1\r\n${HOST}\r\n`, get('http://shop.test/absolute'),
  get('/named', 'Connection: host, content-length\r\n'),
  post('Content-Length: 5\r\n', 'hello'), post('Content-Length: 0\r\n', ''), post('Content-Length: 5\r\nExpect: 100-continue\r\n', 'hello'),
  post(`Content-Length: ${SMUGGLED.length}\r\n`, SMUGGLED), post('Connection: keep-alive\r\nContent-Length: 5\r\n', 'hello', '1.0'),
  chunked('5\r\nhello\r\n0\r\n\r\n'), chunked('5;a=b\r\nhello\r\n0;c="d"\r\nX-A: 1\r\n\r\n'),
  chunked(`${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`),
]
const LAST = [
  SECOND, 'GET /half', `\n${SMUGGLED}`, '\0'.repeat(40), `CONNECT shop.test:80 HTTP/1.1\r\n${HOST}\r\n${SMUGGLED}`,
  get('/folded', `X-A: 1\r\n ${SMUGGLED}`),
  chunked(`0\r\n${SMUGGLED}`), chunked(`5\r\nhello${SMUGGLED}`), chunked(`0\r\nX-A: 1\n${SMUGGLED}\r\n`),
  post('Content-Length: 500\r\n', SMUGGLED), post('Content-Length: 5\r\nConnection: close\r\n', `hello${SMUGGLED}`), post('Content-Length: 5\r\n', `hello${SMUGGLED}`, '1.0'),
  get('/h2c', `${UPGRADE}h2c\r\n`, SMUGGLED), get('/ws', `${UPGRADE}websocket\r\n`, SMUGGLED),
  get('/ws', `${UPGRADE}websocket\r\nContent-Length: ${SMUGGLED.length}\r\n`, SMUGGLED + SMUGGLED),
]

/** Requests behind one another, the last of which is one that nothing may be read behind. */
export function pipelines(count: number, seed: number): Attempt[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const good = Array.from({ length: random(6) }, () => pick(random, GOOD))
    return attempt(good.join('') + pick(random, LAST), random)
  })
}

/** What a client gets to see if its bytes are read in the one strict way, and the target answers each request with 200. */
export function expectedStatuses(bytes: Buffer): number[] {
  const { messages, end } = readMessages(readRequestHead, [bytes])
  const upgrade = messages.findIndex(({ head }) => head.upgrade !== '')
  const served = (upgrade === -1 ? messages : messages.slice(0, upgrade + 1)).filter(({ isComplete }) => isComplete)
  const statuses = served.map(() => 200)
  if (typeof end !== 'object' || upgrade !== -1) return statuses
  return [...statuses, ANSWERS[end.code][0]]
}
