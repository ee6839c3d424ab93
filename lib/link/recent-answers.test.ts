import { expect, test } from 'vitest'
import { recentAnswers } from './recent-answers.ts'

test('what a silent controller said is held for 15 s after its last answer', () => {
  let clock = 0
  const recent = recentAnswers<{ id: string; n: number }>(({ id }) => id, () => clock)
  const [a, b] = [{ id: 'a', n: 1 }, { id: 'b', n: 1 }]
  expect(recent.take([a, b])).toEqual({ answered: [a, b], silent: [] })
  clock = 14_999
  const later = { id: 'a', n: 2 }
  expect(recent.take([later])).toEqual({ answered: [later], silent: [b] })
  clock = 15_000
  expect(recent.take([a])).toEqual({ answered: [a], silent: [] })
})

test('two answers of one controller are one', () => {
  const recent = recentAnswers<string>((id) => id)
  expect(recent.take(['a', 'a'])).toEqual({ answered: ['a'], silent: [] })
})
