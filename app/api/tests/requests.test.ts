import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { makeRecord } from '#lib/link/testing/record.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
})

describe('unmatched requests', () => {
  const item = { record: makeRecord({ route: '', status: 404 }), nearest: { workspace: 'default', route: 'shop', failed: 'path', detail: '/api' }, count: 3, firstAt: 1 }

  test('are listed for a viewer', async () => {
    api.controller.lost = [item]
    expect(await api.call('GET', '/requests/unmatched', { as: 'viewer' })).toMatchObject({ status: 200, body: { items: [item] } })
  })

  test('answer 503 while the controller is away, and 401 to a stranger', async () => {
    expect((await api.call('GET', '/requests/unmatched', { as: 'nobody' })).status).toBe(401)
    api.controller.isAway = true
    expect((await api.call('GET', '/requests/unmatched')).status).toBe(503)
  })
})

describe('the live tail', () => {
  const open = async (query = '') => {
    const response = await api.raw('GET', `/requests/stream${query}`, { as: 'viewer' })
    const reader = response.body!.getReader()
    onTestFinished(() => reader.cancel())
    return { response, reader, next: async () => new TextDecoder().decode((await reader.read()).value) }
  }

  test('streams what the controllers tell, and stops watching when the reader goes', async () => {
    const { response, reader, next } = await open()
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const { listener, signal } = api.controller.tails[0]!
    expect(await next()).toBe(': watching\n\n')
    const event = { records: [{ ...makeRecord(), proxy: 'p1' }], skipped: 2 }
    listener.state({ controllers: 1, proxies: 1 })
    listener.requests(event)
    expect(await next()).toBe(`event: state\ndata: {"controllers":1,"proxies":1}\n\nevent: requests\ndata: ${JSON.stringify(event)}\n\n`)
    await reader.cancel()
    expect(signal.aborted).toBe(true)
  })

  test('is that of the workspace, and of what the query asks for', async () => {
    await open('?workspace=default&status=4xx&host=shop&q=%2Fapi&other=1')
    await open()
    expect(api.controller.tails.map(({ filter }) => filter)).toEqual([{ workspace: 'default', status: '4xx', host: 'shop', q: '/api' }, { workspace: 'default' }])
  })

  test.each([['?status=abc', 'viewer', 422], ['?workspace=none', 'viewer', 404], ['', 'nobody', 401]] as const)('refuses %s of %s with %i', async (query, as, status) => {
    expect((await api.call('GET', `/requests/stream${query}`, { as })).status).toBe(status)
    expect(api.controller.tails).toEqual([])
  })
})

test('both stand in the API document', async () => {
  const { body } = await api.call('GET', '/openapi.json')
  const stream = body.paths['/requests/stream'].get
  expect(stream.parameters.map(({ name }: { name: string }) => name).toSorted()).toEqual(['host', 'method', 'q', 'route', 'service', 'status', 'workspace'])
  expect(Object.keys(stream.responses['200'].content)).toEqual(['text/event-stream'])
  expect(body.paths['/requests/unmatched'].get['x-sluice-role']).toBe('viewer')
})
