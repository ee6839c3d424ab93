import { expect, onTestFinished, test, vi } from 'vitest'
import { makeRecord } from '#lib/link/testing/record.ts'
import type { TailListener } from '#lib/link/tail-client.ts'
import { eventStream, type StreamTimes } from './event-stream.ts'

type Event = { event: string; data: { records?: { target: string }[]; skipped?: number; proxies?: number } }

/** A stream whose events are read as they come, unless told otherwise. */
function open(times: Partial<StreamTimes> = {}) {
  const reader = new AbortController()
  const watched: { listener: TailListener; signal: AbortSignal }[] = []
  const stream = eventStream((listener, signal) => watched.push({ listener, signal }), reader.signal, { gather: 1, silence: 60_000, longest: 60_000, ...times })
  const [{ listener, signal }] = watched as [(typeof watched)[0]]
  const body = stream.getReader()
  onTestFinished(() => reader.abort())
  const texts: string[] = []
  const next = async () => {
    const { value, done } = await body.read()
    if (!done) texts.push(new TextDecoder().decode(value))
    return !done
  }
  const readAll = async () => {
    while (await next());
  }
  const events = () =>
    texts.join('').split('\n\n').filter((text) => text.startsWith('event: ')).map((text): Event => {
      const [, event, data] = /^event: (\w+)\ndata: (.+)$/.exec(text)!
      return { event: event!, data: JSON.parse(data!) as Event['data'] }
    })
  const see = (...targets: string[]) => listener.requests({ records: targets.map((target) => ({ ...makeRecord({ target }), proxy: 'p1' })), skipped: 0 })
  return { reader, listener, signal, body, texts, next, readAll, events, see }
}

test('a state and requests are two events, in this order', async () => {
  const { listener, see, readAll, events } = open()
  void readAll()
  see('/1')
  listener.state({ controllers: 1, proxies: 2 })
  await vi.waitFor(() => expect(events()).toMatchObject([
    { event: 'state', data: { controllers: 1, proxies: 2 } },
    { event: 'requests', data: { records: [{ target: '/1' }], skipped: 0 } },
  ]))
  see('/2')
  await vi.waitFor(() => expect(events().at(-1)).toMatchObject({ data: { records: [{ target: '/2' }] } }))
})

test('for a slow reader a hundred requests are kept, and the others counted', async () => {
  const { listener, see, next, events } = open()
  await next()
  for (let at = 0; at < 300; at++) see(`/${at}`)
  listener.requests({ records: [], skipped: 7 })
  const told = () => events().map(({ data }) => ({ kept: data.records!.length, all: data.records!.length + data.skipped! }))
  while (told().reduce((sum, { all }) => sum + all, 0) < 307) await next()
  expect(told().reduce((sum, { all }) => sum + all, 0)).toBe(307)
  expect(Math.max(...told().map(({ kept }) => kept))).toBe(100)
})

test('a comment says that the connection lives', async () => {
  const { texts, readAll } = open({ silence: 5 })
  void readAll()
  await vi.waitFor(() => expect(texts.slice(0, 3)).toEqual([': watching\n\n', ': still here\n\n', ': still here\n\n']))
})

test.each(['the reader goes', 'the reader cancels', 'it has lasted long enough'])('ends when %s', async (why) => {
  const { reader, body, signal, readAll } = open(why === 'it has lasted long enough' ? { longest: 20 } : {})
  const ended = readAll()
  if (why === 'the reader goes') reader.abort()
  if (why === 'the reader cancels') await body.cancel()
  await ended
  expect(signal.aborted).toBe(true)
})
