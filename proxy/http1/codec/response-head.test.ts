import { describe, expect, test } from 'vitest'
import { CHUNKED, UNTIL_CLOSE, type RefusalReason, type ResponseHead } from './message.ts'
import { readResponseHead } from './response-head.ts'
import { GOOD_RESPONSES } from './testing/messages.ts'
import { LIMITS } from './testing/read-messages.ts'

const read = (text: string): ResponseHead => {
  const head = readResponseHead(text, LIMITS)
  if (head?.kind !== 'response') throw new Error(`Not read: ${JSON.stringify(head)}`)
  return head
}
const ok = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')

test('all parts of a plain response', () => {
  const fields = 'Date: Sat, 21 Nov 2026 10:00:00 GMT\r\nServer: nginx\r\nContent-Length: 5\r\n'
  expect(read(GOOD_RESPONSES.length!)).toEqual({
    kind: 'response', status: 200, reason: 'OK', passed: fields, length: 5, hasDate: true, keepAlive: true, upgrade: '',
    size: GOOD_RESPONSES.length!.length - 5,
  })
})

test.each<[name: string, expected: Partial<ResponseHead>]>([
  ['close', { length: UNTIL_CLOSE, keepAlive: false, passed: '', hasDate: false }],
  ['no-reason', { status: 200, reason: '', length: 0 }],
  ['empty-reason', { status: 404, reason: '', keepAlive: true }],
  ['chunked', { length: CHUNKED, reason: 'Fine \xe4', passed: 'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n' }],
  ['interim', { status: 103, length: 0, passed: 'Link: </a.css>\r\n' }],
  ['switch', { status: 101, length: 0, upgrade: 'websocket', passed: '' }],
  ['pretence', { passed: 'Content-Length: 0\r\n' }],
])('what a response says: %s', (name, expected) => {
  expect(read(GOOD_RESPONSES[name]!)).toMatchObject(expected)
})

describe('Content-Length goes on where it frames or describes', () => {
  test.each([[200, true], [206, true], [304, true], [204, false], [103, false], [101, false]])('%i', (status, isKept) => {
    const head = read(`HTTP/1.1 ${status} X\r\nA: 1\r\nContent-Length: 5\r\nB: 2\r\n\r\n`)
    expect(head.passed).toBe(isKept ? 'A: 1\r\nContent-Length: 5\r\nB: 2\r\n' : 'A: 1\r\nB: 2\r\n')
    expect(head.length).toBe(status === 200 || status === 206 ? 5 : 0)
  })
  test('Connection cannot take it away', () => expect(read(ok('Connection: content-length', 'Content-Length: 5')).passed).toBe('Content-Length: 5\r\n'))
})

test('a connection of HTTP/1.0 ends unless it says otherwise, and upgrades to nothing', () => {
  expect(read('HTTP/1.0 200 OK\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n')).toMatchObject({ keepAlive: false, upgrade: '' })
})
test('a chunked 204 has no body, and its connection ends', () => {
  expect(read('HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')).toMatchObject({ length: 0, keepAlive: false, passed: '' })
})
test('a chunked 304 describes what is not sent', () => {
  expect(read('HTTP/1.1 304 X\r\nTransfer-Encoding: chunked\r\n\r\n')).toMatchObject({ length: 0, keepAlive: true })
})
test.each(['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade', 'Sluice-Trace-Result'])('%s ends here', (name) => {
  expect(read(ok('A: 1', `${name}: v`, `${name.replaceAll('-', '_')}: v`, 'Content-Length: 0', 'Host: h', 'X-Forwarded-For: x')).passed)
    .toBe('A: 1\r\nContent-Length: 0\r\nHost: h\r\nX-Forwarded-For: x\r\n')
})
test('only our own answers say that they are ours', () => {
  expect(read(ok('Server:  SLUICE ', 'Server: sluice/2', 'Servers: sluice')).passed).toBe('Server: sluice/2\r\nServers: sluice\r\n')
})

const REFUSED: [name: string, bytes: string, reason: RefusalReason][] = [
  ['no HTTP', 'hello\r\n\r\n', 'version'],
  ['an empty line first', '\r\nHTTP/1.1 200 OK\r\n\r\n', 'version'],
  ['HTTP/2', 'HTTP/2 200\r\n\r\n', 'version'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n', 'version'],
  ['Icecast', 'ICY 200 OK\r\n\r\n', 'version'],
  ['two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'status-line'],
  ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'status-line'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'status-line'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n', 'status-line'],
  ['no space', 'HTTP/1.1200 OK\r\n\r\n', 'status-line'],
  ['two spaces', 'HTTP/1.1  200 OK\r\n\r\n', 'status-line'],
  ['a reason without space', 'HTTP/1.1 200OK\r\n\r\n', 'status-line'],
  ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n', 'status-line'],
  ['CR in the reason', 'HTTP/1.1 200 O\rK\r\n\r\n', 'bare-cr'],
  ['LF behind the status line', 'HTTP/1.1 200 OK\nA: 1\n\n', 'bare-lf'],
  ['LF behind a field', 'HTTP/1.1 200 OK\r\nA: 1\n\r\n', 'bare-lf'],
  ['two lengths', ok('Content-Length: 5', 'Content-Length: 6'), 'content-length'],
  ['two equal lengths', ok('Content-Length: 5', 'Content-Length: 5'), 'content-length'],
  ['a length that is none', ok('Content-Length: -1'), 'content-length'],
  ['two lengths of a 204', 'HTTP/1.1 204 X\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n', 'content-length'],
  ['length and chunked', ok('Content-Length: 5', 'Transfer-Encoding: chunked'), 'length-and-coding'],
  ['gzip, chunked', ok('Transfer-Encoding: gzip, chunked'), 'transfer-encoding'],
  ['chunked with a space behind', ok('Transfer-Encoding: chunked '), 'transfer-encoding'],
  ['identity', ok('Transfer-Encoding: identity'), 'transfer-encoding'],
  ['chunked twice', ok('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), 'transfer-encoding'],
  ['a coding of 1xx', 'HTTP/1.1 103 X\r\nTransfer-Encoding: chunked\r\n\r\n', 'transfer-encoding'],
  ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'coding-in-1.0'],
  ['a space before the colon', ok('A : 1'), 'space-before-colon'],
  ['a folded value', ok('A: 1', ' 2'), 'obs-fold'],
  ['a line without a colon', ok('A'), 'field-name'],
  ['a control character', ok('A: \x07'), 'field-value'],
  ['too many fields', ok(...Array.from({ length: 201 }, () => 'A: 1')), 'field-count'],
  ['a head without an end', ok(`A: ${'a'.repeat(20_000)}`), 'head-length'],
  ['a reason without an end', `HTTP/1.1 200 ${'a'.repeat(20_000)}`, 'head-length'],
  ['Connection that is no list', ok('Connection: a b'), 'connection'],
]
test.each(REFUSED)('refused: %s', (_, bytes, reason) => {
  expect(readResponseHead(bytes, LIMITS)).toMatchObject({ kind: 'refused', reason })
})
