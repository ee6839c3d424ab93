import { describe, expect, test } from 'vitest'
import type { Refusal } from './message.ts'
import { LIMITS } from './testing/read-messages.ts'
import { createTrailers, walkTrailers } from './trailers.ts'

/** The lines that go on, or why the section was refused. */
function passed(...lines: string[]): string | Refusal {
  const trailers = createTrailers()
  const section = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  const at = walkTrailers(trailers, section, 0, section.length, LIMITS)
  return typeof at === 'number' ? trailers.lines : at
}

const OUT_OF_PLACE: Record<string, string[]> = {
  'this connection': ['Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Upgrade', 'Expect', 'Trailer', 'Proxy'],
  routing: ['Host', 'Max-Forwards', 'Location'],
  'hops before us': [
    'Forwarded', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Forwarded-Path',
    'X-Forwarded-Scheme', 'X-Forwarded-Ssl', 'X-Real-IP',
  ],
  'the client certificate': [
    'X-Client-Cert-Verify', 'X-Client-Cert-Subject', 'X-Client-Cert-Issuer', 'X-Client-Cert-Serial', 'X-Client-Cert-Fingerprint',
  ],
  traces: ['traceparent', 'tracestate', 'X-Request-Id', 'Sluice-Trace', 'Sluice-Trace-Result'],
  'who answers, and when': ['Server', 'Date', 'Age'],
  authentication: ['Authorization', 'Proxy-Authorization', 'WWW-Authenticate', 'Proxy-Authenticate', 'Cookie', 'Set-Cookie'],
  'how to read and keep it': ['Content-Type', 'Content-Encoding', 'Content-Range', 'Range', 'Cache-Control', 'Vary', 'Expires'],
}
describe.each(Object.entries(OUT_OF_PLACE))('trailers say nothing of %s', (_, names) => {
  test.each(names)('%s, in any case and spelling', (name) => {
    const spellings = [name, name.toUpperCase(), name.toLowerCase(), name.replaceAll('-', '_'), name.replace('-', '_')]
    expect(passed('X-Sum: 1', ...spellings.map((spelling) => `${spelling}: v`), `${name}-x: 2`)).toBe(`X-Sum: 1\r\n${name}-x: 2\r\n`)
  })
})

test.each(['Content-Length', 'Transfer-Encoding'])('%s is refused, and dropped as a CGI application would read it', (name) => {
  expect(passed(`${name}: 5`)).toMatchObject({ reason: 'trailer', code: 'BAD_REQUEST' })
  expect(passed('A: 1', `${name.replace('-', '_')}: 5`)).toBe('A: 1\r\n')
})
test('what is known to nobody goes on as it was sent', () => {
  expect(passed('X-Sum:  1\t', 'grpc-status:0', 'x_own: 2', 'X-Client-Cert-Other: 3')).toBe('X-Sum:  1\t\r\ngrpc-status:0\r\nx_own: 2\r\nX-Client-Cert-Other: 3\r\n')
})
