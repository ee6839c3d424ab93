import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyDelta, deltaOf, sizeOfDelta } from './delta.ts'

/** Texts of pieces that come again, with the separator in odd places too. */
const text = fc.array(fc.constantFrom('a', 'b', '"},{"', '},', ',{', '', '{"x":1', '},{'), { maxLength: 40 }).map((pieces) => pieces.join('},{'))

/** A text and one that was made of it by a few cuts. */
const pair = fc.tuple(text, fc.array(fc.tuple(fc.nat(200), fc.nat(20), text), { maxLength: 4 })).map(([before, cuts]) => {
  const next = cuts.reduce((current, [at, count, put]) => current.slice(0, at) + put + current.slice(at + count), before)
  return [before, next] as const
})

test('a change that is applied gives the text that it was made for', () => {
  fc.assert(fc.property(pair, ([before, next]) => void expect(applyDelta(before, deltaOf(before, next))).toBe(next)), { numRuns: 2000 })
  fc.assert(fc.property(text, text, (before, next) => void expect(applyDelta(before, deltaOf(before, next))).toBe(next)), { numRuns: 2000 })
})

test('steps survive the wire', () => {
  fc.assert(fc.property(pair, ([before, next]) => void expect(applyDelta(before, JSON.parse(JSON.stringify(deltaOf(before, next))))).toBe(next)))
})

describe('in a list of 1,000', () => {
  const items = (names: readonly (string | number)[]) => JSON.stringify(names.map((name) => ({ name, value: 'x'.repeat(100) })))
  const names = Array.from({ length: 1000 }, (_, index) => index)
  test.each([
    ['nothing changed', names, 1],
    ['one changed', names.with(500, -1), 3],
    ['one came', names.toSpliced(500, 0, -1), 3],
    ['one left', names.toSpliced(500, 1), 2],
    ['two parts changed places', [...names.slice(600), ...names.slice(0, 600)], 6],
  ])('%s: few steps', (_, next, most) => {
    const steps = deltaOf(items(names), items(next))
    expect(steps.length).toBeLessThanOrEqual(most)
    expect(sizeOfDelta(steps)).toBeLessThan(1000)
    expect(applyDelta(items(names), steps)).toBe(items(next))
  })
})

test.each([[[[0, 3]]], [[[-1, 1]]], [[[0, 0]]], [[[2, 1]]]] as [number, number][][][])('steps that do not fit are refused: %j', (steps) => {
  expect(() => applyDelta('a},{b', steps)).toThrow(RangeError)
})
