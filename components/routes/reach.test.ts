import { expect, test } from 'vitest'
import { makeRoute } from '#lib/testing/factories.ts'
import { reach } from './reach.ts'

const PORTS = { http: 8000, https: 8443 }
const at = (given: Parameters<typeof makeRoute>[0]) => reach(makeRoute(given), '127.0.0.1', PORTS)
const commands = (given: Parameters<typeof makeRoute>[0]) => at(given).commands.map(({ command }) => command)

test('a host and a path, over both protocols', () => {
  const { hostsLine, example } = at({ hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/api' }] })
  expect(hostsLine).toBe('127.0.0.1 shop.test')
  expect(example).toBe(false)
  expect(commands({ hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/api' }] })).toEqual([
    'curl --connect-to shop.test:80:127.0.0.1:8000 http://shop.test/api',
    'curl -k --connect-to shop.test:443:127.0.0.1:8443 https://shop.test/api',
  ])
})

test('only the protocols that the route has', () => {
  expect(commands({ hosts: ['shop.test'], protocols: ['https'] })).toEqual(['curl -k --connect-to shop.test:443:127.0.0.1:8443 https://shop.test/'])
  expect(commands({ protocols: ['tcp'], destinations: [{ port: 5432 }] })).toEqual([])
})

test('a host with a port keeps it in the URL, where the Host header comes from', () => {
  expect(commands({ hosts: ['shop.test:8080'], protocols: ['http'] })).toEqual(['curl --connect-to shop.test:8080:127.0.0.1:8000 http://shop.test:8080/'])
})

test('without hosts the proxy is asked by its own address', () => {
  expect(at({ paths: [{ type: 'prefix', value: '/' }] }).hostsLine).toBeNull()
  expect(commands({ paths: [{ type: 'prefix', value: '/x' }], protocols: ['http'] })).toEqual(['curl http://127.0.0.1:8000/x'])
})

test('method, headers and query that the route asks for', () => {
  const given = { hosts: ['shop.test'], protocols: ['http' as const], methods: ['POST'], headers: { 'x-team': ['~*x', 'a b'] }, query: { v: ['2'] } }
  expect(commands(given)).toEqual([`curl --connect-to shop.test:80:127.0.0.1:8000 -X POST -H 'x-team: a b' 'http://shop.test/?v=2'`])
  expect(at(given).example).toBe(false)
})

test('wildcards and regular expressions give an example, and say so', () => {
  const wild = at({ hosts: ['*.shop.test'], paths: [{ type: 'regex', value: '/items/\\d+' }], protocols: ['http'] })
  expect(wild.example).toBe(true)
  expect(wild.hostsLine).toBe('127.0.0.1 www.shop.test')
  expect(wild.commands[0]?.command).toBe('curl --connect-to www.shop.test:80:127.0.0.1:8000 http://www.shop.test/items/')
  expect(at({ hosts: ['shop.*'] }).hostsLine).toBe('127.0.0.1 shop.test')
})

test('a plain host is preferred to a wildcard', () => {
  expect(at({ hosts: ['*.shop.test', 'shop.test'] }).hostsLine).toBe('127.0.0.1 shop.test')
})

test('a proxy known by name: curl takes it, a hosts file needs its address', () => {
  const { hostsLine, commands } = reach(makeRoute({ hosts: ['shop.test'], protocols: ['http'] }), 'gate.example', PORTS)
  expect(hostsLine).toBe('<IP of gate.example> shop.test')
  expect(commands[0]!.command).toContain('shop.test:80:gate.example:8000')
})

test('quotes in a value cannot leave the argument', () => {
  expect(commands({ hosts: ['shop.test'], protocols: ['http'], headers: { 'x-a': [`it's $HOME`] } })[0]).toContain(`'x-a: it'\\''s $HOME'`)
})
