import { expect, test } from 'vitest'
import { MOST_MARKS } from './health.ts'
import { createMarks } from './marks.ts'
import { makeMark } from './testing/health.ts'

test('the newer mark of a target counts, in whatever order they come', () => {
  const marks = createMarks(() => 0)
  expect(marks.take([makeMark({ at: 2 })])).toHaveLength(1)
  expect(marks.take([makeMark({ at: 1, state: 'up' }), makeMark({ at: 2 })])).toEqual([])
  expect(marks.take([makeMark({ at: 3, state: 'up' })])).toHaveLength(1)
  expect(marks.of(makeMark())).toMatchObject({ at: 3, state: 'up' })
  expect(marks.take([makeMark({ at: 1, address: '127.0.0.1:9002' })])).toHaveLength(1)
  expect(marks.all()).toHaveLength(2)
})

test.each([['down', 'up'], ['up', 'down']] as const)('of two of the same moment, all processes keep the same: %s before %s', (...states) => {
  const marks = createMarks(() => 0)
  for (const state of states) marks.take([makeMark({ state })])
  expect(marks.all()).toMatchObject([{ state: 'down' }])
})

test('where there are too many, those go that let a target in, then the oldest', () => {
  const marks = createMarks(() => 0)
  const numbered = (at: number, state: 'up' | 'down' = 'down') => makeMark({ at, state, address: `127.0.0.1:${at}` })
  marks.take([numbered(MOST_MARKS + 5, 'up')])
  marks.take(Array.from({ length: MOST_MARKS }, (_, index) => numbered(index)))
  expect(marks.of(numbered(MOST_MARKS + 5))).toBeUndefined()
  expect([marks.all().length, marks.of(numbered(0))?.at]).toEqual([MOST_MARKS, 0])
  marks.take([numbered(MOST_MARKS)])
  expect([marks.all().length, marks.of(numbered(0)), marks.of(numbered(1))?.at]).toEqual([MOST_MARKS, undefined, 1])
})
