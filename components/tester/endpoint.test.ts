import { expect, test } from 'vitest'
import { endpointText, parseEndpoint } from './endpoint.ts'

test.each([
  ['10.0.0.7:51000', { ip: '10.0.0.7', port: 51000 }],
  [' [2001:db8::1]:1 ', { ip: '2001:db8::1', port: 1 }],
  ['::1', { ip: '::1' }],
  ['10.0.0.7', { ip: '10.0.0.7' }],
  ['10.0.0.7:65535', { ip: '10.0.0.7', port: 65535 }],
])('%s', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint)
  expect(endpointText(endpoint)).toBe(text.trim())
})

test.each(['', ':80', 'db.test', 'db.test:80', '10.0.0.7:0', '10.0.0.7:65536', '[10.0.0:80', '10.0.0.256:1'])('%s is no address', (text) =>
  expect(parseEndpoint(text)).toBeNull())

test('an address of version 6 in brackets may go without a port', () => expect(parseEndpoint('[::1]')).toEqual({ ip: '::1' }))
