import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { openClient, type Client } from './client.ts'
import type { Credentials } from './credentials.ts'

// Gateways and failures that no API server of a test has; the API itself is tested with one in e2e/cluster.

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void

const FIXED: Credentials = { current: async () => ({ headers: { authorization: 'Bearer one' }, tls: { ca: TEST_CERTIFICATE.cert } }) }

async function serve(handler: Handler, { path = '', credentials = FIXED, tls = {} as object, isOld = false } = {}): Promise<{ client: Client }> {
  const options = { ...TEST_CERTIFICATE, ...tls }
  const server = isOld ? createServer(options, handler as never) : createSecureServer(options, handler as never)
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session: ServerHttp2Session) => sessions.add(session))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = openClient({ namespace: 'default', reach: { server: `https://127.0.0.1:${port}${path}`, servername: 'shop.test' }, credentials })
  onTestFinished(async () => {
    await client.close()
    for (const session of sessions) session.destroy()
    server.close()
  })
  return { client }
}

const json = (response: Http2ServerResponse, body: object) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

test('a path of the server stands before that of the request', async () => {
  const { client } = await serve((request, response) => json(response, { url: request.url }), { path: '/k8s/clusters/c-1' })
  expect(await client.request('GET', '/api/v1/pods', { query: { labelSelector: 'a=b,c', limit: '1' } })).toEqual({
    url: '/k8s/clusters/c-1/api/v1/pods?labelSelector=a%3Db%2Cc&limit=1',
  })
})

test('a server that speaks HTTP/1.1 alone will do', async () => {
  const { client } = await serve((request, response) => json(response, { version: request.httpVersion }), {
    isOld: true,
  })
  expect(await client.request('GET', '/version')).toEqual({ version: '1.1' })
})

test('what a gateway writes on an error is not repeated', async () => {
  const { client } = await serve((_, response) => {
    response.statusCode = 502
    response.end('<h1>Bearer one could not be sent</h1>')
  })
  await expect(client.request('GET', '/version')).rejects.toMatchObject({ status: 502, reason: 'Unknown', message: `${client.server} answered 502` })
})

test('a server that does not know the token is asked once more, with a new one', async () => {
  const seen: unknown[] = []
  let token = 'old'
  const credentials: Credentials = {
    current: async () => ({ headers: { authorization: `Bearer ${token}` }, tls: { ca: TEST_CERTIFICATE.cert } }),
    renew: () => void (token = 'new'),
  }
  const { client } = await serve(
    (request, response) => {
      seen.push(request.headers.authorization)
      if (request.headers.authorization === 'Bearer old') response.statusCode = 401
      json(response, {})
    },
    { credentials },
  )
  await client.request('GET', '/version')
  expect(seen).toEqual(['Bearer old', 'Bearer new'])
})

test('client certificates are shown, and new ones on new connections', async () => {
  let isShown = false
  const credentials: Credentials = {
    current: async () => ({ headers: {}, tls: { ca: TEST_CERTIFICATE.cert, ...(isShown ? TEST_CERTIFICATE : {}) } }),
  }
  const { client } = await serve(
    (request, response) => {
      json(response, { subject: (request.stream.session!.socket as TLSSocket).getPeerCertificate().subject?.CN ?? null })
    },
    { credentials, tls: { requestCert: true, rejectUnauthorized: false } },
  )
  expect(await client.request('GET', '/')).toEqual({ subject: null })
  isShown = true
  expect(await client.request('GET', '/')).toEqual({ subject: 'shop.test' })
})

test('a certificate that is none is told', async () => {
  const credentials: Credentials = { current: async () => ({ headers: {}, tls: { cert: 'no PEM', key: 'secret key' } }) }
  const { client } = await serve(() => {}, { credentials })
  const error: unknown = await client.request('GET', '/').catch((cause: unknown) => cause)
  expect(error).toMatchObject({ status: 0, reason: 'NoAnswer' })
  expect((error as Error).message).not.toContain('secret key')
})

test('a watch in which nothing comes ends with an error, and one that was ended here says so', async () => {
  const { client } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: {} })}\n`)
  })
  const read = async (signal: AbortSignal, idleMs: number) => {
    for await (const event of client.watch('/w', {}, { signal, idleMs })) if (event.type !== 'BOOKMARK') return event
    return null
  }
  await expect(read(new AbortController().signal, 1000)).rejects.toMatchObject({ status: 0, reason: 'Idle' })
  const ending = new AbortController()
  const reading = read(ending.signal, 60_000)
  ending.abort()
  await expect(reading).rejects.toMatchObject({ reason: 'Aborted' })
  await expect(client.request('GET', '/w', { timeoutMs: 1000 })).rejects.toMatchObject({ reason: 'Idle' })
})

test('what the server remarks is handed on', async () => {
  const { client } = await serve((_, response) => {
    response.setHeader('warning', [String.raw`299 - "unknown field \"spec.foo\""`, '299 - "one, two", 299 kube "three"'])
    json(response, {})
  })
  const warnings: string[] = []
  await client.request('GET', '/version', { onWarning: (text) => void warnings.push(text) })
  expect(warnings).toEqual(['unknown field "spec.foo"', 'one, two', 'three'])
})
