import { expect, test } from 'vitest'
import { isInBlock } from './ip-block.ts'

test.each<[string, string[], string, boolean]>([
  ['172.17.0.0/16', ['172.17.1.0/24'], '172.17.0.9', true],
  ['172.17.0.0/16', ['172.17.1.0/24'], '172.17.1.9', false],
  ['172.17.0.0/16', ['172.17.1.0/24'], '172.18.0.1', false],
  ['0.0.0.0/0', [], '203.0.113.1', true],
  ['0.0.0.0/0', [], '2001:db8::1', false],
  ['::/0', [], '2001:db8::1', true],
  ['::/0', [], '203.0.113.1', false],
  ['2001:db8::/64', ['2001:db8::/96'], '2001:db8::1', false],
  ['2001:db8::/64', ['2001:db8::/96'], '2001:db8:0:0:1::1', true],
  ['10.0.0.1/32', [], '10.0.0.1', true],
  ['10.0.0.1', [], '10.0.0.1', true],
  ['10.0.0.77/8', [], '10.255.0.1', true],
  ['nonsense/8', [], '10.0.0.1', false],
  ['10.0.0.0/99', [], '10.0.0.1', false],
  ['10.0.0.0/8', [], 'nonsense', false],
])('%s except %j takes in %s: %s', (cidr, except, ip, expected) => expect(isInBlock({ cidr, except }, ip)).toBe(expected))
