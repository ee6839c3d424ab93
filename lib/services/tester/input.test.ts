import { describe, expect, test } from 'vitest'
import { TesterRequest } from './input.ts'

const STREAM = { protocol: 'tls', source: { ip: '192.0.2.7', port: 40000 }, destination: { ip: '10.0.0.1', port: 8443 }, sni: 'a.test', listener: 'db' }

const issuesOf = (input: object) => TesterRequest.safeParse(input).error?.issues.map(({ path, message }) => [path.join('.'), message])

describe('a request to explain', () => {
  test('is HTTP without a protocol, a stream with one', () => {
    expect(TesterRequest.parse({ url: 'http://shop.test/' })).toEqual({ method: 'GET', url: 'http://shop.test/', headers: {} })
    expect(TesterRequest.parse(STREAM)).toEqual(STREAM)
  })

  test.each([
    ['10.0.0.7:5432', { ip: '10.0.0.7', port: 5432 }],
    ['[2001:db8::1]:5432', { ip: '2001:db8::1', port: 5432 }],
    ['10.0.0.7', { ip: '10.0.0.7' }],
  ])('takes the address %s', (source, parts) => {
    expect(TesterRequest.parse({ protocol: 'tcp', source })).toEqual({ protocol: 'tcp', source: parts })
  })

  test('takes a draft in both forms, whose kinds may stand in singular', () => {
    const draft = { dialect: 'kong', objects: [{ kind: 'route-test', name: 'a' }] }
    for (const input of [{ url: 'http://shop.test/' }, STREAM]) {
      expect(TesterRequest.parse({ ...input, draft }).draft?.objects).toEqual([{ kind: 'route-tests', name: 'a' }])
    }
  })

  test.each([
    [{}, 'url', /expected string/],
    [{ url: 'shop.test' }, 'url', /^Must be a full URL/],
    [{ ...STREAM, protocol: 'http' }, 'protocol', /^Must be tcp, tls or udp/],
    [{ ...STREAM, source: { ip: 'here', port: 1 } }, 'source.ip', /^Must be an IP address$/],
    [{ ...STREAM, destination: { ip: '10.0.0.1', port: 0 } }, 'destination.port', />=1/],
    [{ ...STREAM, source: 'here:1' }, 'source.ip', /^Must be an IP address$/],
    [{ ...STREAM, url: 'http://shop.test/' }, '', /url/],
  ])('%j names %s', (input, path, message) => {
    expect(issuesOf(input)).toEqual([[path, expect.stringMatching(message)]])
  })
})
