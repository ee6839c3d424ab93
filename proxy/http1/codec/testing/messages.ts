const lines = (...given: string[]): string => given.map((line) => `${line}\r\n`).join('')

/** Requests as they come, latin1: what the tests split and the fuzzer starts from. */
export const GOOD_REQUESTS: Readonly<Record<string, string>> = {
  get: lines('GET /a/b?c=d HTTP/1.1', 'Host: shop.test', ''),
  browser: lines(
    'GET / HTTP/1.1', 'Host: shop.test:8000', 'Connection: keep-alive', 'User-Agent: Mozilla/5.0 (X11; Linux x86_64)', 'Accept: text/html,*/*;q=0.8',
    'Accept-Encoding: gzip, br', 'Cookie: a=1; b=2', '',
  ),
  old: lines('GET / HTTP/1.0', 'Connection: keep-alive', ''),
  bare: lines('GET / HTTP/1.0', ''),
  absolute: lines('GET http://real.test/x?y HTTP/1.1', 'Host: other.test', ''),
  'absolute-query': lines('GET http://real.test?y HTTP/1.1', 'Host: other.test', ''),
  length: lines('POST /form HTTP/1.1', 'Host: shop.test', 'Content-Length: 5', 'X-Request-Id: abc-1', '') + 'hello',
  pipeline:
    lines('POST /1 HTTP/1.1', 'Host: shop.test', 'Content-Length: 2', '') + 'ab' + lines('GET /2 HTTP/1.1', 'Host: shop.test', '') +
    lines('GET /3 HTTP/1.1', 'Host: shop.test', 'Connection: close', '') + 'rest',
  chunked: lines('PUT / HTTP/1.1', 'Host: shop.test', 'Transfer-Encoding: chunked', '', '5', 'hello', '00a;x=y;z="q\\"r"', '0123456789', '0', ''),
  trailers: lines(
    'POST / HTTP/1.1', 'Host: shop.test', 'TE: trailers', 'Trailer: X-Sum', 'Transfer-Encoding: chunked', '', '2', 'hi', '000;last', 'X-Sum: 1',
    'Authorization: Bearer x', 'Content_Length: 5', 'X-Own: 2', '', 'GET / HTTP/1.1', 'Host: shop.test', '',
  ),
  upgrade: lines('GET /ws HTTP/1.1', 'Host: shop.test', 'Connection: keep-alive, Upgrade', 'Upgrade: WebSocket', 'Sec-WebSocket-Key: abc', ''),
  expect: lines('POST / HTTP/1.1', 'Host: shop.test', 'Content-Length: 5', 'Expect: 100-continue', '') + 'hello',
  forwarded: lines(
    'GET / HTTP/1.1', 'Host: shop.test', 'X-Forwarded-For: 1.1.1.1', 'x-forwarded-for: 2.2.2.2', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: h.test',
    'X-Forwarded-Port: 443', 'X-Forwarded-Prefix: /p', 'Forwarded: for=1.1.1.1', 'X_Forwarded_For: 6.6.6.6', 'X-Real-IP: 1.1.1.1', '',
  ),
  hops: lines(
    'GET / HTTP/1.1', 'Host: shop.test', 'X-A: 1', 'Keep-Alive: 9', 'X-B: 2', 'X-Hop: 3', 'Connection: X-Hop,, close, Authorization', 'Proxy: x',
    'Authorization: Basic x', 'X-B: \xe4', '',
  ),
  leading: `\r\n${lines('GET / HTTP/1.1', 'Host: [::1]:80', '')}`,
}

export const GOOD_RESPONSES: Readonly<Record<string, string>> = {
  length: lines('HTTP/1.1 200 OK', 'Date: Sat, 21 Nov 2026 10:00:00 GMT', 'Server: nginx', 'Content-Length: 5', '') + 'hello',
  close: lines('HTTP/1.1 200 OK', 'Connection: close', '') + 'all of it',
  'no-reason': lines('HTTP/1.1 200', 'Content-Length: 0', ''),
  'empty-reason': lines('HTTP/1.0 404 ', 'Content-Length: 0', 'Connection: keep-alive', ''),
  chunked: lines('HTTP/1.1 200 Fine \xe4', 'Transfer-Encoding: Chunked', 'Set-Cookie: a=1', 'Set-Cookie: b=2', '', '2;x', 'ok', '0', 'X-Sum: 1', ''),
  interim: lines('HTTP/1.1 103 Early Hints', 'Link: </a.css>', '', 'HTTP/1.1 204 No Content', 'Content-Length: 5', '', 'HTTP/1.1 304 Not Modified', 'Content-Length: 9', ''),
  switch: lines('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: WebSocket', '') + 'raw bytes',
  pretence: lines('HTTP/1.1 502 No', 'Server: Sluice', 'sluice-trace-result: x', 'Connection: x-hop', 'X-Hop: 1', 'Trailer: X-Sum', 'Content-Length: 0', ''),
}
