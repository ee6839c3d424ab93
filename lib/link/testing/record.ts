import type { RequestRecord } from '../requests.ts'

/** What the proxy did with one request; everything not named is that of a plain answer. */
export const makeRecord = (over: Partial<RequestRecord> = {}): RequestRecord => ({
  id: '0198a1b2-0000-7000-8000-000000000001', requestId: 'r-1', traceId: '', at: Date.UTC(2026, 10, 21, 19, 45, 2, 7), durationMs: 3, upstreamMs: 2,
  clientAddress: '192.0.2.7', protocol: 'http', version: '1.1', method: 'GET', host: 'shop.test', target: '/', userAgent: 'test/1', referer: '', sni: '',
  status: 200, bytesIn: 0, bytesOut: 12, listener: 'http', workspace: 'default', route: 'shop', side: 'stable', service: 'shop', endpoint: '127.0.0.1:9001',
  tries: 1, answer: '', ...over,
})
