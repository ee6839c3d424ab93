import { expect, test } from 'vitest'
import { addressesOf, setupUrlOf } from './addresses.ts'

const PORTS = { dashboard: 3000, http: 8000, https: 8443, status: 8100, controller: 8200 }

test.each([
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://[::1]:3000'],
  ['::1', 'http://[::1]:3000'],
  ['192.0.2.7', 'http://192.0.2.7:3000'],
  ['localhost', 'http://localhost:3000'],
])('bound to %s the dashboard is at %s', (host, dashboard) => {
  expect(addressesOf(host, PORTS).dashboard).toBe(dashboard)
})

test('every port has its address, and the controller stays on loopback', () => {
  expect(addressesOf('192.0.2.7', PORTS)).toMatchObject({
    http: 'http://192.0.2.7:8000',
    https: 'https://192.0.2.7:8443',
    status: 'http://192.0.2.7:8100',
    controller: 'http://127.0.0.1:8200',
  })
})

test('the setup link carries its token where no server sees it', () => {
  expect(setupUrlOf('http://127.0.0.1:3000', 'a/b')).toBe('http://localhost:3000/setup#token=a%2Fb')
  expect(setupUrlOf('http://192.0.2.7:3000', 't')).toBe('http://192.0.2.7:3000/setup#token=t')
})
