import { expect, test } from 'vitest'
import { parseHost, parsePath, parsePeer } from './parse-lines.ts'

test.each([
  ['/api', { type: 'prefix', value: '/api' }],
  [' =/api ', { type: 'exact', value: '/api' }],
  ['~/items/\\d+', { type: 'regex', value: '/items/\\d+' }],
  ['~* /a', { type: 'regex', value: '/a' }],
  ['/v2*', { type: 'startsWith', value: '/v2' }],
  ['https://shop.test/cart', { type: 'prefix', value: '/cart' }],
  ['https://shop.test', { type: 'prefix', value: '/' }],
])('path %s', (line, path) => expect(parsePath(line)).toEqual(path))

test.each([['shop.test', 'shop.test'], ['https://shop.test/cart?x', 'shop.test'], ['*.shop.test:80', '*.shop.test:80']])('host %s', (line, host) =>
  expect(parseHost(line)).toBe(host))

test.each([
  ['10.0.0.0/8', { ip: '10.0.0.0/8', port: undefined }],
  ['10.0.0.1:80', { ip: '10.0.0.1', port: 80 }],
  ['[::1]:80', { ip: '::1', port: 80 }],
  ['::1', { ip: '::1', port: undefined }],
  ['*:53', { ip: '', port: 53 }],
  [':53', { ip: '', port: 53 }],
])('peer %s', (line, peer) => expect(parsePeer(line)).toEqual(peer))
