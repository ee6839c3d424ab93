import { expect, test } from 'vitest'
import { parseWrk } from './wrk.ts'

const output = (more = '') => `Running 2s test @ http://127.0.0.1:8080/1k
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.31ms    1.20ms  20.10ms   90.45%
    Req/Sec    51.22k     5.11k   60.20k    65.00%
  Latency Distribution
     50%  910.00us
     75%    1.53ms
     90%    2.01ms
     99%    1.20s
  101964 requests in 2.10s, 123.50MB read
${more}Requests/sec:  48554.29
Transfer/sec:     58.81MB
`

test('figures come in one unit each', () => {
  expect(parseWrk(output())).toEqual({ requests: 101_964, seconds: 2.1, bytes: 123.5 * 2 ** 20, p50Ms: 0.91, p99Ms: 1200, errors: 0 })
})

test('socket errors and other answers than 2xx are errors', () => {
  const more = '  Socket errors: connect 1, read 20, write 0, timeout 3\n  Non-2xx or 3xx responses: 400\n'
  expect(parseWrk(output(more)).errors).toBe(424)
})

test('without an answer there is no latency', () => {
  const seen = parseWrk(output().replace('101964 requests', '0 requests').replace('910.00us', '0.00us'))
  expect(seen).toMatchObject({ requests: 0, p50Ms: NaN, p99Ms: NaN })
})

test.each([
  ['nothing', ''],
  ['a test that tells no requests', output().replace(/^ {2}101964.*\n/m, '')],
  ['an unknown unit', output().replace('2.10s', '2.10y')],
])('%s is refused', (_, text) => {
  expect(() => parseWrk(text)).toThrow(/^wrk:/)
})
