import { describe, expect, test } from 'vitest'
import type { TesterRequest } from './explanation.ts'
import { headerChanges, urlChanges } from './request-changes.ts'

const client: TesterRequest = {
  method: 'GET',
  url: 'http://Shop.test/v1/x?a=1',
  headers: { 'X-Forwarded-For': '1.2.3.4', accept: ['a', 'b'], connection: 'close' },
}

describe('headers', () => {
  test('same, changed, removed and added', () => {
    const headers = { host: 'shop.test', 'X-Forwarded-For': '192.0.2.1', accept: 'a, b', 'x-real-ip': '192.0.2.1' }
    expect(headerChanges(client, { method: 'GET', url: '', headers })).toEqual([
      { name: 'host', change: 'same', before: 'shop.test', after: 'shop.test' },
      { name: 'x-forwarded-for', change: 'changed', before: '1.2.3.4', after: '192.0.2.1' },
      { name: 'accept', change: 'same', before: 'a, b', after: 'a, b' },
      { name: 'connection', change: 'removed', before: 'close' },
      { name: 'x-real-ip', change: 'added', after: '192.0.2.1' },
    ])
  })

  test('a Host header stands for the URL’s', () => {
    const typed = { ...client, headers: { host: 'other.test' } }
    const changes = headerChanges(typed, { method: 'GET', url: '', headers: { host: 'other.test' } })
    expect(changes).toEqual([{ name: 'host', change: 'same', before: 'other.test', after: 'other.test' }])
  })
})

describe('URL', () => {
  const changed = (upstream: string) =>
    urlChanges(client.url, upstream).filter((part) => part.changed).map(({ part, text }) => [part, text])
  test('nothing', () => expect(changed('http://shop.test/v1/x?a=1')).toEqual([]))
  test('scheme, host and path', () => {
    expect(changed('https://10.0.0.1:9001/x?a=1')).toEqual([['scheme', 'https://'], ['host', '10.0.0.1:9001'], ['path', '/x']])
  })
  test('the whole upstream URL is shown', () => {
    expect(urlChanges(client.url, 'http://a/x?b').map(({ text }) => text).join('')).toBe('http://a/x?b')
  })
  test('an empty path is /', () => {
    const parts = urlChanges('http://a', 'http://a/')
    expect(parts.map(({ text, changed: differs }) => [text, differs])).toEqual([['http://', false], ['a', false], ['/', false]])
  })
})
