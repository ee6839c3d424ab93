import { expect, test } from 'vitest'
import { contextsIn } from './contexts-in.ts'

test('names the contexts and the current one', () => {
  const text = 'current-context: lab\ncontexts:\n- {name: lab, context: {}}\n- {name: prod}\n- {}\n'
  expect(contextsIn(text)).toEqual({ names: ['lab', 'prod'], current: 'lab' })
})

test.each(['', 'a: b: c', 'just words', '- 1', 'contexts: 7', '{"contexts": null}'])('%j has none', (text) => {
  expect(contextsIn(text)).toEqual({ names: [], current: undefined })
})
