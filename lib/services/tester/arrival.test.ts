import { describe, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { makeConfig, makeListener } from '#lib/testing/factories.ts'
import { builtInListeners } from '#lib/model/listener.ts'
import { HttpRequest } from '#lib/model/request.ts'
import { tablesOf } from '#lib/testing/route-request.ts'
import { arrive } from './arrival.ts'

const { snapshot } = tablesOf(makeConfig({ listeners: [...builtInListeners(), makeListener({ name: 'extra', port: 8081 })] }))
const at = (input: Partial<HttpRequest>) =>
  arrive(snapshot, HttpRequest.parse({ url: 'http://shop.test/', ...input }), { http: 8000, https: 8443 }, 'en')

describe('a typed request arrives', () => {
  test.each<[string, Partial<HttpRequest>, string, number]>([
    ['by scheme', { url: 'http://shop.test/' }, 'http', 8000],
    ['by scheme, https', { url: 'https://shop.test/' }, 'https', 8443],
    ['by the port in its URL', { url: 'http://shop.test:8081/' }, 'extra', 8081],
    ['at the built-in listener when no listener has the port', { url: 'http://shop.test:80/' }, 'http', 8000],
    ['at the listener it names', { listener: 'extra' }, 'extra', 8081],
  ])('%s', (_, input, name, port) => {
    const { listener, port: actual } = at(input)
    expect([listener.name, actual]).toEqual([name, port])
  })
})

test('of two listeners on a port, the more specific hostname that takes the host', () => {
  const listeners = [makeListener({ name: 'a', port: 9000, hostname: 'a.test' }), makeListener({ name: 'b', port: 9000, hostname: '*.test' })]
  const shared = tablesOf(makeConfig({ listeners })).snapshot
  const listenerAt = (url: string) => arrive(shared, HttpRequest.parse({ url }), { http: 8000, https: 8443 }, 'en').listener.name
  expect(['http://a.test:9000/', 'http://b.test:9000/'].map(listenerAt)).toEqual(['a', 'b'])
})

test('the path keeps its dot segments and escapes', () => {
  expect(at({ url: 'http://shop.test/a/../%2e/b?x=1' }).request.target).toBe('/a/../%2e/b?x=1')
})

test('a URL without a path asks for the root', () => {
  expect(at({ url: 'http://shop.test?x=1' }).request).toMatchObject({ target: '/?x=1', host: 'shop.test' })
})

test('a Host header replaces the host of the URL, header names are lower-cased', () => {
  expect(at({ headers: { Host: 'Other.Test', 'X-A': '1' } }).request).toMatchObject({ host: 'other.test', headers: { 'x-a': '1' } })
})

test('SNI is the host name unless given, and only with TLS', () => {
  expect(at({ url: 'https://shop.test:8443/' }).request.sni).toBe('shop.test')
  expect(at({ url: 'https://shop.test/', sni: 'other.test' }).request.sni).toBe('other.test')
  expect(at({}).request.sni).toBeUndefined()
})

test('a listener that is not there is refused by name', () => {
  const refused = (): unknown => {
    try {
      return at({ listener: 'gone' })
    } catch (error) {
      return error
    }
  }
  expect(refused()).toBeInstanceOf(AppError)
  expect(refused()).toMatchObject({ code: 'INVALID', issues: [{ path: ['listener'], message: 'There is no listener gone; there are extra, http, https' }] })
})
