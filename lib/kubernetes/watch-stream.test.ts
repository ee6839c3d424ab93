import { expect, test } from 'vitest'
import { readEvents } from './watch-stream.ts'

async function* chunks(bytes: Buffer, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

const event = (name: string) => ({ type: 'ADDED', object: { metadata: { name, resourceVersion: '1' } } })

test.each([1, 2, 3, 7, 64, 1000])('events are whole, however the bytes come: %i at a time', async (size) => {
  const events = ['shop', 'käse', '店', '🛒'].map(event)
  const text = events.map((each) => `${JSON.stringify(each)}\n`).join('')
  const read: unknown[] = []
  for await (const each of readEvents(chunks(Buffer.from(text), size))) read.push(each)
  expect(read).toEqual(events)
})

test('a line that was cut off is dropped', async () => {
  const read: unknown[] = []
  for await (const each of readEvents(chunks(Buffer.from(`${JSON.stringify(event('a'))}\n\n{"type":"ADD`), 10))) read.push(each)
  expect(read).toEqual([event('a')])
})
