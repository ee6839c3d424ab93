import { once } from 'node:events'
import http, { type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { requestBoard, type RequestBoard } from './request-board.ts'
import type { TailMessage } from './requests.ts'
import { tailKey } from './tail-filter.ts'
import { makeRecord } from './testing/record.ts'

/** A watcher of everything, who does not read yet. */
async function openWatcher(board: RequestBoard) {
  const served = Promise.withResolvers<ServerResponse>()
  const server = http.createServer((_, response) => {
    board.watch({}, response)
    served.resolve(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request = http.get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  onTestFinished(() => {
    request.destroy()
    server.close()
  })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const messages: TailMessage[] = []
  const read = () => createInterface({ input: response }).on('line', (line) => messages.push(JSON.parse(line) as TailMessage)).on('error', () => {})
  return { stream: await served.promise, messages, read, request }
}

const batch = (size: number, skipped = 0) => ({
  tails: [{ tail: tailKey({}), records: Array.from({ length: size }, () => makeRecord({ target: `/${'x'.repeat(1000)}` })), skipped }],
})

test('what a watcher has no room for is skipped and counted', async () => {
  const board = requestBoard('c1', 60_000, () => 0)
  const { stream, messages, read } = await openWatcher(board)
  let sent = 0
  const report = () => {
    board.report('p1', batch(10, 1))
    sent += 11
  }
  while (!stream.writableNeedDrain) report()
  const written = stream.writableLength
  for (let turn = 0; turn < 500; turn++) report()
  expect(stream.writableLength).toBe(written)
  const drained = once(stream, 'drain')
  read()
  await drained
  report()
  const told = () => messages.reduce((sum, message) => sum + (message.type === 'requests' ? message.records.length + message.skipped : 0), 0)
  await vi.waitFor(() => expect(told()).toBe(sent))
  const last = messages.at(-1)
  expect(last?.type === 'requests' && last.skipped).toBe(501 + 500 * 10)
})

test('pings while nothing happens', async () => {
  const { messages, read } = await openWatcher(requestBoard('c1', 5, () => 0))
  read()
  await vi.waitFor(() => expect(messages.slice(0, 3)).toEqual([{ type: 'state', controller: 'c1', proxies: 0 }, { type: 'ping' }, { type: 'ping' }]))
})

test('what is told of a tail that has ended goes nowhere', async () => {
  const board = requestBoard('c1', 60_000, () => 0)
  const { stream, request } = await openWatcher(board)
  const closed = once(stream, 'close')
  request.destroy()
  await closed
  expect(() => board.report('p1', batch(1))).not.toThrow()
})
