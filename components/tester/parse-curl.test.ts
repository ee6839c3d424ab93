import { describe, expect, test } from 'vitest'
import { parseCurl } from './parse-curl.ts'
import { EMPTY_REQUEST } from './request-form.ts'
import { shellWords } from './shell-words.ts'
import { toCurl } from './to-curl.ts'

const requestOf = (line: string) => {
  const parsed = parseCurl(line)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.request
}

describe('shellWords', () => {
  test.each([
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`-H'x: y'"z"`, ['-Hx: yz']],
    [`"a \\" b \\$c \\d"`, ['a " b $c \\d']],
    [`$'it\\'s\\n\\x41\\u4e2d'`, ["it's\nA中"]],
    ['a \\\n  b \\\r\n c', ['a', 'b', 'c']],
    [`'' ""`, ['', '']],
    ['a\\ b', ['a b']],
  ])('%s', (line, words) => expect(shellWords(line)).toEqual(words))

  test.each([`'open`, `"open`, `$'open\\'`])('%s has an open quote', (line) => expect(shellWords(line)).toBeNull())
})

describe('parseCurl', () => {
  test('a plain URL is a GET', () => {
    expect(requestOf('curl http://shop.test/a?b=c')).toEqual({ ...EMPTY_REQUEST, url: 'http://shop.test/a?b=c' })
  })

  test('a URL without a scheme is http, and a fragment is not sent', () => {
    expect(requestOf('$ curl shop.test/a#top').url).toBe('http://shop.test/a')
  })

  test('method, headers and cookies', () => {
    const headers = `-H 'X-Version: 2' --header "Accept: */*"`
    const line = `curl -X put ${headers} -b 'canary=always; sid=1' --cookie theme=dark --url 'https://shop.test/'`
    expect(requestOf(line)).toEqual({
      ...EMPTY_REQUEST,
      method: 'PUT',
      url: 'https://shop.test/',
      headers: [{ name: 'X-Version', value: '2' }, { name: 'Accept', value: '*/*' }],
      cookies: [{ name: 'canary', value: 'always' }, { name: 'sid', value: '1' }, { name: 'theme', value: 'dark' }],
    })
  })

  test('a Cookie header becomes cookies', () => {
    expect(requestOf(`curl http://a -H 'Cookie: a=1; b=x=y'`).cookies).toEqual([{ name: 'a', value: '1' }, { name: 'b', value: 'x=y' }])
  })

  test('data makes a POST, with curl’s own type', () => {
    expect(requestOf(`curl http://a -d a=1 --data-raw 'b=2'`)).toMatchObject({
      method: 'POST',
      body: 'a=1&b=2',
      headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
    })
  })

  test('data keeps a type and a method that were given', () => {
    expect(requestOf(`curl http://a -XPATCH -d '{}' -H 'content-type: application/json'`)).toMatchObject({
      method: 'PATCH',
      headers: [{ name: 'content-type', value: 'application/json' }],
    })
  })

  test('--json', () => {
    expect(requestOf(`curl http://a --json '{"a":1}'`)).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: [{ name: 'Content-Type', value: 'application/json' }, { name: 'Accept', value: 'application/json' }],
    })
  })

  test('-G moves data into the query', () => {
    expect(requestOf(`curl -G http://a/x?y=1 -d b=2`)).toMatchObject({ method: 'GET', url: 'http://a/x?y=1&b=2', body: '' })
  })
  test('-I is HEAD', () => expect(requestOf('curl -sI http://a').method).toBe('HEAD'))
  test('-u is Basic', () => {
    expect(requestOf('curl -u me:päss http://a').headers).toEqual([{ name: 'Authorization', value: 'Basic bWU6cMOkc3M=' }])
  })
  test('a header without a value', () => {
    expect(requestOf(`curl http://a -H 'X-Empty;' -H 'Accept:'`).headers).toEqual([{ name: 'X-Empty', value: '' }])
  })

  test('where it connects to and how it prints says nothing', () => {
    const options = `-sSkLv --resolve shop.test:80:127.0.0.1 --connect-to ::127.0.0.1:8000 -o /dev/null -w '%{http_code}' --compressed`
    const line = `curl ${options} http://shop.test/`
    expect(parseCurl(line)).toEqual({ ok: true, request: { ...EMPTY_REQUEST, url: 'http://shop.test/' }, ignored: [] })
  })

  test('names what it leaves out', () => {
    expect(parseCurl('curl http://a --data @body.json -b jar.txt --frobnicate -Q')).toMatchObject({
      ok: true,
      ignored: ['--data @body.json', '-b jar.txt', '--frobnicate', '-Q'],
    })
  })

  test.each([
    ['wget http://a', 'notCurl'],
    ['', 'notCurl'],
    ['curl -X GET', 'noUrl'],
    [`curl 'http://a`, 'openQuote'],
  ])('%s: %s', (line, problem) => expect(parseCurl(line)).toEqual({ ok: false, problem }))
})

describe('toCurl', () => {
  const FULL = {
    ...EMPTY_REQUEST,
    method: 'PATCH',
    url: `https://shop.test/it's?a=1&b=2`,
    headers: [{ name: 'X-Quote', value: `it's "so"` }, { name: 'X-Empty', value: '' }, { name: 'Content-Type', value: 'text/plain' }],
    cookies: [{ name: 'canary', value: 'always' }, { name: 'sid', value: '1' }],
    body: 'line\nline',
  }
  test('comes back as the same request', () => expect(requestOf(toCurl(FULL))).toEqual(FULL))
  test('also when it connects to a proxy', () => expect(requestOf(toCurl(FULL, '127.0.0.1:8443'))).toEqual(FULL))
  test('is short for a short request', () => expect(toCurl({ ...EMPTY_REQUEST, url: 'http://shop.test/' })).toBe('curl http://shop.test/'))
  test('connects to the proxy', () => {
    const command = toCurl({ ...EMPTY_REQUEST, url: 'https://shop.test/' }, '10.0.0.1:8443')
    expect(command).toBe('curl https://shop.test/ --connect-to ::10.0.0.1:8443 -k')
  })
  test('HEAD does not wait for a body', () => {
    expect(toCurl({ ...EMPTY_REQUEST, method: 'HEAD', url: 'http://a/' })).toBe('curl --head http://a/')
  })
})
