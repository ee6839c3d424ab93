import { expect, test } from 'vitest'
import { createDeadlines } from '../deadlines.ts'
import { createPools, PoolGroup } from './pool.ts'

const group = () => new PoolGroup(createDeadlines())
const turns = (pools: PoolGroup, addresses: string[], count: number) => Array.from({ length: count }, () => pools.choose(addresses))

test('addresses of a name take turns', () => {
  expect(turns(group(), ['a', 'b', 'c'], 7)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a'])
})

test('one that refused is passed over while there are others', () => {
  const pools = group()
  pools.avoid('b')
  expect(new Set(turns(pools, ['a', 'b', 'c'], 30))).toEqual(new Set(['a', 'c']))
  expect(pools.choose(['b'])).toBe('b')
  pools.avoid('a')
  pools.avoid('c')
  expect(new Set(turns(pools, ['a', 'b', 'c'], 30))).toEqual(new Set(['a', 'b', 'c']))
})

test('an address has one pool as long as its group is named', () => {
  const pools = createPools(createDeadlines())
  const one = pools.of('shop:80').of('10.0.0.1')
  expect(pools.of('shop:80').of('10.0.0.1')).toBe(one)
  pools.retain(new Set(['shop:80']))
  expect(pools.of('shop:80').of('10.0.0.1')).toBe(one)
  pools.retain(new Set())
  expect(pools.of('shop:80').of('10.0.0.1')).not.toBe(one)
})
