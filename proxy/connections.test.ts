import { expect, test } from 'vitest'
import { countedAddress, createConnections } from './connections.ts'
import { trustedOf } from './forwarded.ts'

test('the limit holds for each address by itself, and a closed connection makes room', () => {
  const connections = createConnections(2)
  expect(['10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.2'].map(connections.enter)).toEqual([true, true, false, true])
  connections.leave('10.0.0.1')
  expect([connections.enter('10.0.0.1'), connections.enter('10.0.0.1')]).toEqual([true, false])
})

test('a refused connection leaves no trace', () => {
  const connections = createConnections(1)
  connections.enter('10.0.0.1')
  for (let i = 0; i < 5; i++) expect(connections.enter('10.0.0.1')).toBe(false)
  connections.leave('10.0.0.1')
  expect(connections.enter('10.0.0.1')).toBe(true)
})

test('0 is no limit', () => {
  const connections = createConnections(0)
  for (let i = 0; i < 100; i++) expect(connections.enter('10.0.0.1')).toBe(true)
  connections.leave('10.0.0.1')
})

test('the addresses of one /64 share a limit, those of the next do not', () => {
  const connections = createConnections(1)
  expect(['2001:db8:0:1::7', '2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:2::7'].map(connections.enter)).toEqual([true, false, true])
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:0001:2::', '2001:db8:1:2'],
  ['2001:0db8:1::2:3:4:5', '2001:db8:1:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['1::2:3:4:5:6:7', '1:0:2:3'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4'],
  ['1::4:5:6:192.0.2.1', '1:0:0:4'],
])('%s is counted as %s', (address, counted) => expect(countedAddress(address)).toBe(counted))

test('connections of trusted proxies are those of many clients: they are not counted', () => {
  const connections = createConnections(1, trustedOf(['10.0.0.0/8']))
  expect([connections.enter('10.0.0.1'), connections.enter('10.0.0.1'), connections.enter('192.0.2.1'), connections.enter('192.0.2.1')]).toEqual([true, true, true, false])
  connections.leave('10.0.0.1')
  connections.leave('192.0.2.1')
  expect(connections.enter('192.0.2.1')).toBe(true)
})
