import { describe, expect, test } from 'vitest'
import { signTrace, TRACE_HEADER, TRACE_RESULT_HEADER } from '#lib/link/trace-header.ts'
import { decodeTraceResult } from '#lib/link/trace-result.ts'
import { limited } from './log.ts'
import { histogramSamples, toPrometheus } from './prometheus.ts'
import { send } from './testing/client.ts'
import { startEcho } from './testing/echo.ts'
import { prefix } from './testing/snapshot.ts'
import { LINK_TOKEN, startTestProxy } from './testing/start-proxy.ts'

describe('the status port', () => {
  test('is alive, and not ready without a snapshot', async () => {
    const { status } = await startTestProxy(null)
    expect((await send(status, { path: '/healthz' })).status).toBe(200)
    expect((await send(status, { path: '/readyz' })).status).toBe(503)
    expect((await send(status, { path: '/nothing' })).status).toBe(404)
    expect((await send(status, { path: '/healthz', method: 'POST' })).status).toBe(405)
  })

  test('counts by route, side, service and target', async () => {
    const [stable, canary] = [await startEcho(), await startEcho({ handler: (_, res) => res.writeHead(500).end('oh') })]
    const route = { name: 'a"b\\c', targets: [{ port: stable.port }], canary: { targets: [{ port: canary.port }], header: 'x-canary' } }
    const proxy = await startTestProxy({ routes: [route] })
    await send(proxy.http, { method: 'POST', body: 'hello', headers: { 'content-length': '5' } })
    await send(proxy.http, { headers: { 'x-canary': 'always' } })
    const { headers, body } = await send(proxy.status, { path: '/metrics' })
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const labels = (side: string, service: string, port: number) => `{workspace="default",route="a\\"b\\\\c",side="${side}",service="${service}",target="127.0.0.1:${port}"}`
    const [ofStable, ofCanary] = [labels('stable', 'a\\"b\\\\c', stable.port), labels('canary', 'a\\"b\\\\c-v2', canary.port)]
    expect(body).toContain(`sluice_requests_total${ofStable} 1\n`)
    expect(body).toContain(`sluice_request_errors_total${ofStable} 0\n`)
    expect(body).toContain(`sluice_request_errors_total${ofCanary} 1\n`)
    expect(body).toContain(`sluice_request_body_bytes_total${ofStable} 5\n`)
    expect(body).toContain(`sluice_response_body_bytes_total${ofCanary} 2\n`)
    expect(body).toMatch(/sluice_request_duration_seconds_bucket\{[^}]*le="\+Inf"\} 1\n/)
    expect(body).toContain('sluice_snapshot_revision{workspace="default"} 1\n')
  })
})

test('the text format', () => {
  const samples = histogramSamples({ a: 'x' }, [0.1, 1], [2, 0, 1], 2.5)
  expect(toPrometheus([{ name: 'h', help: 'two\nlines', type: 'histogram', samples }])).toBe(
    '# HELP h two\\nlines\n# TYPE h histogram\nh_bucket{a="x",le="0.1"} 2\nh_bucket{a="x",le="1"} 2\nh_bucket{a="x",le="+Inf"} 3\nh_sum{a="x"} 2.5\nh_count{a="x"} 3\n',
  )
})

test('a flood of log lines is cut, and says how many were left out', () => {
  const lines: object[] = []
  let now = 0
  const write = limited((facts) => lines.push(facts), 2, () => now)
  for (let i = 0; i < 5; i++) write({ i }, 'x')
  now = 1000
  write({ i: 5 }, 'x')
  expect(lines).toEqual([{ i: 0 }, { i: 1 }, { i: 5, leftOut: 3 }])
})

describe('a traced request', () => {
  const trace = () => ({ [TRACE_HEADER]: signTrace(LINK_TOKEN, Date.now()) })

  test('says what was decided, once', async () => {
    const echo = await startEcho({ handler: (_, res) => res.setHeader(TRACE_RESULT_HEADER, 'forged').end() })
    const proxy = await startTestProxy({ routes: [{ path: prefix('/other'), targets: [] }, { path: prefix('/api'), targets: [{ port: echo.port }], route: { stripPath: true } }] })
    const headers = trace()
    const { headers: answer } = await send(proxy.http, { path: '/api/x', headers })
    expect(decodeTraceResult(String(answer[TRACE_RESULT_HEADER]))).toEqual({
      proxy: proxy.id, digest: proxy.served().digest, listener: 'http', workspace: 'default', route: 'shop', rank: 1, side: 'stable',
      service: 'shop', target: `127.0.0.1:${echo.port}`, upstreamUrl: `http://127.0.0.1:${echo.port}/x`, tries: 1,
    })
    expect((await send(proxy.http, { path: '/api/x', headers })).headers).not.toHaveProperty(TRACE_RESULT_HEADER)
  })

  test('also where no route was found', async () => {
    const proxy = await startTestProxy({})
    const { status, headers } = await send(proxy.http, { headers: trace() })
    expect([status, decodeTraceResult(String(headers[TRACE_RESULT_HEADER]))]).toMatchObject([404, { listener: 'http', route: null, tries: 0 }])
  })
})
