import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test.each([
  ['nothing', [], { name: null, json: null }],
  ['a case', ['--case', 'match-10k'], { name: 'match-10k', json: null }],
  ['both', ['--json', 'out.json', '--case=match'], { name: 'match', json: 'out.json' }],
])('%s is understood', (_, args, expected) => {
  expect(parseArguments(args)).toEqual(expected)
})

test.each([
  ['an unknown option', ['--cases', 'match']],
  ['a word', ['match-10k']],
  ['an option without its value', ['--case']],
])('%s is refused', (_, args) => {
  expect(() => parseArguments(args)).toThrow(TypeError)
})
