import { describe, expect, test } from 'vitest'
import { isEmptyTarget, parseTarget, splitAddress } from './parse-target.ts'

const row = (host: string, port: number | string | undefined, weight: number | string = 100, enabled = true) => ({ host, port, weight, enabled })

describe('a pasted line', () => {
  test.each([
    ['10.0.0.1:80', row('10.0.0.1', 80)],
    ['10.0.0.1:80 50', row('10.0.0.1', 80, 50)],
    ['shop.internal:8080 0', row('shop.internal', 8080, 0)],
    ['10.0.0.1\t80\t7', row('10.0.0.1', 80, 7)],
    ['10.0.0.1:80, 20', row('10.0.0.1', 80, 20)],
    ['[2001:db8::1]:443 5', row('2001:db8::1', 443, 5)],
    ['2001:db8::1 443', row('2001:db8::1', 443)],
    ['http://shop:9001/', row('shop', 9001)],
    ['server 10.0.0.1:80 weight=5 max_fails=3;', row('10.0.0.1', 80, 5)],
    ['server 10.0.0.1:80 down;', row('10.0.0.1', 80, 100, false)],
    ['shop', row('shop', undefined)],
    ['shop:http', row('shop:http', undefined)],
    ['10.0.0.1:80 heavy', row('10.0.0.1', 80, 'heavy')],
  ])('%j', (line, target) => expect(parseTarget(line)).toEqual(target))

  test.each(['', '  ', '# old pool'])('%j is left out', (line) => expect(parseTarget(line)).toBeUndefined())
})

test('an address typed as a whole is split', () => {
  expect(splitAddress(' 10.0.0.1:80 ')).toEqual({ host: '10.0.0.1', port: 80 })
  expect(splitAddress('2001:db8::1')).toBeUndefined()
  expect(splitAddress('shop')).toBeUndefined()
})

test('a row with a weight only is empty', () => {
  expect(isEmptyTarget({ host: ' ', port: undefined, weight: 5, enabled: true })).toBe(true)
  expect(isEmptyTarget({ host: '', port: 80, weight: 5, enabled: true })).toBe(false)
})
