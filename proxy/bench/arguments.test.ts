import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

const DEFAULTS = { rounds: 3, seconds: 3, subjects: null, profileFolder: null }

test.each([
  ['nothing', [], { name: null, json: null, settings: DEFAULTS }],
  ['a case', ['--case', 'match-10k'], { name: 'match-10k', json: null, settings: DEFAULTS }],
  ['both', ['--json', 'out.json', '--case=match'], { name: 'match', json: 'out.json', settings: DEFAULTS }],
  ['how traffic is measured', ['--rounds=5', '--seconds', '10', '--subjects=sluice,nginx', '--profile', 'prof'], {
    name: null, json: null, settings: { rounds: 5, seconds: 10, subjects: ['sluice', 'nginx'], profileFolder: 'prof' },
  }],
])('%s is understood', (_, args, expected) => {
  expect(parseArguments(args)).toEqual(expected)
})

test.each([
  ['an unknown option', ['--cases', 'match']],
  ['a word', ['match-10k']],
  ['an option without its value', ['--case']],
  ['no rounds at all', ['--rounds', '0']],
  ['a part of a second', ['--seconds', '0.5']],
])('%s is refused', (_, args) => {
  expect(() => parseArguments(args)).toThrow(TypeError)
})
