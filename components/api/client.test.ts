import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createClient } from './client.ts'
import { ApiError } from './error.ts'

type Seen = { method: string; url: string; headers: Record<string, string | string[] | undefined>; body: string }
const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

async function serve(answers: { status: number; body?: unknown }[]) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push({ method: request.method!, url: request.url!, headers: request.headers, body })
    const answer = answers[Math.min(seen.length, answers.length) - 1]!
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetchAt: typeof fetch = (input, init) => fetch(`${origin}${String(input)}`, init)
  return { seen, fetchAt, close: () => server.close() }
}

const signInFails = () => Promise.resolve(false)

test('a write carries workspace, version, comment and language', async () => {
  const { seen, fetchAt } = await serve([{ status: 200, body: {} }])
  const client = createClient({ workspace: 'team a', locale: 'zh-CN', onUnauthenticated: signInFails, fetch: fetchAt })
  await client.send('PUT', '/routes/shop', { body: { name: 'shop' }, ifMatch: '7', comment: '加权', query: { dryRun: true, q: '' } })
  expect(seen[0]).toMatchObject({ method: 'PUT', url: '/api/v1/routes/shop?workspace=team+a&dryRun=true', body: '{"name":"shop"}' })
  expect(seen[0]!.headers).toMatchObject({ 'if-match': '"7"', 'accept-language': 'zh-CN', 'sluice-comment': encodeURIComponent('加权') })
})

test('after signing in again the call is made once more', async () => {
  const { seen, fetchAt } = await serve([{ status: 401, body: { code: 'UNAUTHENTICATED', message: '' } }, { status: 200, body: { name: 'shop' } }])
  const client = createClient({ workspace: 'default', locale: 'en', onUnauthenticated: () => Promise.resolve(true), fetch: fetchAt })
  await expect(client.get('/routes/shop')).resolves.toEqual({ name: 'shop' })
  expect(seen).toHaveLength(2)
})

test('a refusal keeps its code, issues and details', async () => {
  const body = { code: 'STALE_VERSION', message: 'newer', issues: [{ path: ['hosts', 0], message: 'no' }], current: { name: 'shop' } }
  const { fetchAt } = await serve([{ status: 412, body }])
  const client = createClient({ workspace: 'default', locale: 'en', onUnauthenticated: signInFails, fetch: fetchAt })
  const error = await client.get('/routes/shop').catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status: 412, code: 'STALE_VERSION', issues: body.issues, details: { current: { name: 'shop' } } })
})

test('no answer at all is OFFLINE', async () => {
  const { fetchAt, close } = await serve([{ status: 200 }])
  close()
  const client = createClient({ workspace: 'default', locale: 'en', onUnauthenticated: signInFails, fetch: fetchAt })
  await expect(client.get('/status')).rejects.toMatchObject({ code: 'OFFLINE', status: 0 })
})
