import { expect, test } from 'vitest'
import { readRequestHead } from './request-head.ts'
import { REQUESTS } from './testing/malformed-requests.ts'
import { readMessages, type Reading } from './testing/read-messages.ts'
import type { RequestHead } from './message.ts'

function outcome({ messages, end }: Reading<RequestHead>): string | number {
  if (typeof end === 'object') return `${end.reason}: ${end.code}`
  return end === 'incomplete' ? 'waits' : messages.length
}

test.each(REQUESTS)('%s', (_, bytes, expected) => {
  expect(outcome(readMessages(readRequestHead, [Buffer.from(bytes, 'latin1')]))).toBe(expected)
})

test('every case has its own name and its own bytes', () => {
  expect(new Set(REQUESTS.map(([name]) => name)).size).toBe(REQUESTS.length)
  expect(new Set(REQUESTS.map(([, bytes]) => bytes)).size).toBe(REQUESTS.length)
})

// A verdict that depends on how the bytes were split would be a reading of its own.
test('the outcome of each case is the same byte by byte', () => {
  for (const [name, bytes, expected] of REQUESTS) {
    const pieces = Array.from(Buffer.from(bytes, 'latin1'), (byte) => Buffer.of(byte))
    expect([name, outcome(readMessages(readRequestHead, pieces))]).toEqual([name, expected])
  }
})
