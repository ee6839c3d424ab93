import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HeadLimits, Refusal, RequestHead, ResponseHead } from './message.ts'
import { readRequestHead } from './request-head.ts'
import { readResponseHead } from './response-head.ts'
import { REQUESTS } from './testing/malformed-requests.ts'
import { GOOD_REQUESTS, GOOD_RESPONSES } from './testing/messages.ts'
import { LIMITS, readMessages } from './testing/read-messages.ts'
import { addUnread, createUnread } from './unread.ts'

type Read = (text: string, limits: HeadLimits) => RequestHead | ResponseHead | Refusal | null
const ALL: [read: Read, text: string][] = [
  ...Object.values(GOOD_REQUESTS).map((text): [Read, string] => [readRequestHead, text]),
  ...Object.values(GOOD_RESPONSES).map((text): [Read, string] => [readResponseHead, text]),
  ...REQUESTS.filter(([, bytes]) => bytes.length < 2000).map(([, bytes]): [Read, string] => [readRequestHead, bytes]),
]

test('of each message every beginning is undecided or has the verdict of the whole', () => {
  for (const [read, text] of ALL) {
    const whole = read(text, LIMITS)
    // What is to be accepted is undecided until all of it is there, and then decided.
    const decidedFrom = whole === null || whole.kind === 'refused' ? Infinity : whole.size
    for (let length = 0; length < text.length; length++) {
      const part = read(text.slice(0, length), LIMITS)
      const isFree = part === null && decidedFrom === Infinity
      expect(part).toEqual(isFree || length < decidedFrom && whole?.kind !== 'refused' ? null : whole)
    }
  }
})

test('each message reads the same in two pieces, cut anywhere, and in pieces of one byte', () => {
  for (const [read, text] of ALL) {
    const bytes = Buffer.from(text, 'latin1')
    const whole = readMessages(read, [bytes])
    for (let at = 1; at < bytes.length; at++) expect(readMessages(read, [bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole)
    expect(readMessages(read, Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(whole)
  }
})

const cuts = fc.array(fc.nat({ max: 1000 }), { maxLength: 8 })
const pieces = (bytes: Buffer, at: number[]): Buffer[] => {
  const sorted = [0, ...at.map((offset) => offset % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((to, i) => bytes.subarray(sorted[i], to))
}

test('each message reads the same in any pieces', () => {
  fc.assert(fc.property(fc.constantFrom(...ALL), cuts, ([read, text], at) => {
    const bytes = Buffer.from(text, 'latin1')
    expect(readMessages(read, pieces(bytes, at))).toEqual(readMessages(read, [bytes]))
  }), { numRuns: 2000 })
})

const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,20}$/)
const value = fc.stringMatching(/^[\x21-\x7e\x80-\xff]([\x20-\x7e\t\x80-\xff]{0,40}[\x21-\x7e\x80-\xff])?$/)
const target = fc.stringMatching(/^\/[\x21\x22\x24-\x7e]{0,40}$/)
const OWN = /^(?:connection|keep-alive|proxy-connection|te|transfer-encoding|upgrade|host|content-length|expect|trailer|proxy|forwarded|x-forwarded-.*|x-real-ip|x-request-id|sluice-trace)$/i

test('what is written by the rules is read as it was written', () => {
  const fields = fc.array(fc.tuple(token.filter((name) => !OWN.test(name)), value), { maxLength: 20 })
  fc.assert(fc.property(token.filter((method) => method !== 'CONNECT'), target, fields, fc.string(), (method, path, written, body) => {
    const lines = written.map(([name, text]) => `${name}: ${text}\r\n`).join('')
    const head = `${method} ${path} HTTP/1.1\r\nHost: a.test\r\n${lines}Content-Length: ${body.length}\r\n\r\n`
    expect(readRequestHead(head + body, LIMITS)).toMatchObject({ method, target: path, host: 'a.test', passed: lines, length: body.length, size: head.length })
  }))
})

test('a head that comes byte by byte is read a few times', () => {
  const text = `GET / HTTP/1.1\r\nHost: a\r\n${Array.from({ length: 150 }, (_, i) => `x-${i}: ${'v'.repeat(80)}\r\n`).join('')}\r\n`
  const unread = createUnread()
  let readings = 0
  for (const byte of text) if (addUnread(unread, byte, LIMITS)) readings++
  expect(readRequestHead(unread.text, LIMITS)).toMatchObject({ kind: 'request' })
  expect(readings).toBeLessThan(20)
})

test('a head is read again as soon as it may be decided', () => {
  for (const [start, last] of [['GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n\r', '\n'], ['GET / HTTP/1.1', '\n'], ['GET / HTTP/1.1\r\nX-A', '\n']] as const) {
    const unread = createUnread()
    addUnread(unread, start, LIMITS)
    expect(addUnread(unread, last, LIMITS)).toBe(true)
  }
})
