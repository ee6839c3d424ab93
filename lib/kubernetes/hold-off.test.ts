import { expect, test } from 'vitest'
import { createHoldOff } from './hold-off.ts'

const setUp = () => {
  let time = 0
  return { holdOff: createHoldOff(() => time), pass: (ms: number) => void (time += ms) }
}

test('each try makes the next one wait twice as long', () => {
  const { holdOff, pass } = setUp()
  expect(holdOff.mayTry('a')).toBe(true)
  for (const waitMs of [1000, 2000, 4000, 8000]) {
    holdOff.tried('a')
    pass(waitMs - 1)
    expect(holdOff.mayTry('a')).toBe(false)
    pass(1)
    expect(holdOff.mayTry('a')).toBe(true)
  }
  expect(holdOff.mayTry('b')).toBe(true)
})

test('the wait ends at five minutes, and ten quiet ones begin it anew', () => {
  const { holdOff, pass } = setUp()
  for (let tries = 0; tries < 30; tries += 1) holdOff.tried('a')
  pass(299_999)
  expect(holdOff.mayTry('a')).toBe(false)
  pass(1)
  expect(holdOff.mayTry('a')).toBe(true)
  pass(300_000)
  holdOff.tried('a')
  pass(1000)
  expect(holdOff.mayTry('a')).toBe(true)
})

test('new values are worth a try at once', () => {
  const { holdOff } = setUp()
  holdOff.tried('a')
  holdOff.tried('b')
  holdOff.forget('a')
  expect([holdOff.mayTry('a'), holdOff.mayTry('b')]).toEqual([true, false])
  holdOff.clear()
  expect(holdOff.mayTry('b')).toBe(true)
})
