import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { readRequestHead } from './request-head.ts'
import { readResponseHead } from './response-head.ts'
import { checkBytes } from './testing/checks.ts'
import { compare } from './testing/compare.ts'
import { parseRequests, parseResponses } from './testing/llhttp.ts'
import { GOOD_REQUESTS, GOOD_RESPONSES } from './testing/messages.ts'
import { seededRandom } from './testing/random.ts'
import { readMessages } from './testing/read-messages.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

test('a hundred thousand changed messages: nothing leaks, and what is taken llhttp takes in the same way', async () => {
  const report = await fuzz({ seed: 1, inputs: 100_000, seconds: 60, llhttpEvery: 10 })
  expect(report.findings.map(({ fault, bytes }) => [fault, bytes.toString('latin1')])).toEqual([])
  expect(report.inputs).toBe(100_000)
  expect(report.taken).toBeGreaterThan(10_000)
  expect(report.compared).toBeGreaterThan(1000)
})

test('good messages are the same to us and to llhttp', async () => {
  for (const text of Object.values(GOOD_REQUESTS)) {
    const [parsing] = await parseRequests([bytesOf(text)])
    expect(compare(readMessages(readRequestHead, [bytesOf(text)]), parsing!, () => {})).toBeNull()
  }
  for (const text of Object.values(GOOD_RESPONSES)) {
    const [parsing] = await parseResponses([bytesOf(text)])
    expect(compare(readMessages(readResponseHead, [bytesOf(text)]), parsing!, () => {})).toBeNull()
  }
})

// A comparison that cannot fail would say nothing.
test.each([
  ['another target', 'GET /b HTTP/1.1\r\nHost: shop.test\r\n\r\n', /another start/],
  ['another version', 'GET /a HTTP/1.0\r\nHost: shop.test\r\n\r\n', /another version/],
  ['another field', 'GET /a HTTP/1.1\r\nHost: shop.test\r\nA: 1\r\n\r\n', /other fields/],
  ['one more message', 'GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n'.repeat(2), /more messages/],
  ['nothing taken', 'GET /a HTTP/1.1\r\n Host: shop.test\r\n\r\n', /did not read/],
])('the comparison sees %s', async (_, other, fault) => {
  const [parsing] = await parseRequests([bytesOf(other)])
  expect(compare(readMessages(readRequestHead, [bytesOf('GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n')]), parsing!, () => {})).toMatch(fault)
})
test('the comparison sees another body', async () => {
  const post = (body: string): Buffer => bytesOf(`POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\n${body}`)
  const [parsing] = await parseRequests([post('hallo')])
  expect(compare(readMessages(readRequestHead, [post('hello')]), parsing!, () => {})).toMatch(/another body/)
})

test('the corpus holds all that was ever found', () => {
  const files = readdirSync(new URL('corpus/', import.meta.url))
  expect(files.filter((name) => !/^(request|response)-[a-z0-9-]+\.http$/.test(name))).toEqual([])
  expect(files.length).toBeGreaterThan(15)
  expect(checkBytes('request', bytesOf(GOOD_REQUESTS.trailers!), seededRandom(1)).fault).toBeNull()
})
