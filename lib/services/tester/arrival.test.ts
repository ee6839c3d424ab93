import { describe, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { AppError } from '#lib/errors.ts'
import { makeConfig, makeListener, makeRoute } from '#lib/testing/factories.ts'
import { builtInListeners } from '#lib/model/listener.ts'
import { HttpRequest } from '#lib/model/request.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { tablesOf } from '#lib/testing/route-request.ts'
import { arrive } from './arrival.ts'
import { foretell, predict } from './predict.ts'

const arriveIn = (config: RoutingConfig, input: Partial<HttpRequest>, snapshot = tablesOf(config).snapshot) =>
  arrive({ snapshot, config, ports: { http: 8000, https: 8443 }, locale: 'en' }, HttpRequest.parse({ url: 'http://shop.test/', ...input }))

const CONFIG = makeConfig({ listeners: [...builtInListeners(), makeListener({ name: 'extra', port: 8081 })] })
const at = (input: Partial<HttpRequest>) => arriveIn(CONFIG, input)

describe('a typed request arrives', () => {
  test.each<[string, Partial<HttpRequest>, string, number]>([
    ['by scheme', { url: 'http://shop.test/' }, 'http', 8000],
    ['by scheme, https', { url: 'https://shop.test/' }, 'https', 8443],
    ['by the port in its URL', { url: 'http://shop.test:8081/' }, 'extra', 8081],
    ['at the built-in listener when no listener has the port', { url: 'http://shop.test:80/' }, 'http', 8000],
    ['at the listener it names', { listener: 'extra' }, 'extra', 8081],
  ])('%s', (_, input, name, port) => {
    const { listeners, port: actual } = at(input)
    expect([...listeners.map((listener) => listener.name), actual]).toEqual([name, port])
  })
})

test('of two listeners on a port, the more specific hostname that takes the host', () => {
  const listeners = [makeListener({ name: 'a', port: 9000, hostname: 'a.test' }), makeListener({ name: 'b', port: 9000, hostname: '*.test' })]
  const listenerAt = (url: string) => arriveIn(makeConfig({ listeners }), { url }).listeners.map(({ name }) => name).join()
  expect(['http://a.test:9000/', 'http://b.test:9000/'].map(listenerAt)).toEqual(['a', 'b'])
})

test('of several that fit alike all, as the proxy asks them in turn', () => {
  const listeners = [...builtInListeners(), makeListener({ name: 'twin', port: 8000 })]
  const config = makeConfig({ listeners, routes: [makeRoute({ listeners: ['twin'] })] })
  const { snapshot } = tablesOf(config)
  const arrival = arriveIn(config, { url: 'http://shop.test:8000/' }, snapshot)
  expect(arrival.listeners.map(({ name }) => name)).toEqual(['http', 'twin'])
  expect(foretell(snapshot, arrival, 'en')).toMatchObject({ listener: 'twin', route: 'shop' })
  expect(predict(snapshot, arrival, 'en')).toMatchObject({ listener: 'twin', route: 'shop', candidates: [{ verdict: 'won' }] })
  const nowhere = arriveIn(config, { url: 'http://other.test:8000/' }, snapshot)
  expect(foretell(snapshot, nowhere, 'en')).toMatchObject({ listener: 'twin', route: null })
})

test('a listener is named as the workspace that asks names it', () => {
  const [one, two] = ['a', 'b'].map((workspace, index) => makeConfig({ workspace, listeners: [makeListener({ name: 'extra', port: 8081 + index })], routes: [] }))
  const { snapshot } = compile([one!, two!], { now: new Date(0) })
  expect([one!, two!].map((config) => arriveIn(config, { listener: 'extra' }, snapshot).port)).toEqual([8081, 8082])
  expect(arriveIn(makeConfig({ listeners: [] }), { listener: 'extra' }, snapshot).port).toBe(8081)
})

test('letters that are typed as they are are sent as UTF-8', () => {
  expect(at({ url: 'http://shop.test/café/日?q=é' }).request.target).toBe('/caf%C3%A9/%E6%97%A5?q=%C3%A9')
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
