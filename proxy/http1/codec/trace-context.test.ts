import { expect, test } from 'vitest'
import { traceContextOf, traceIdOf } from './trace-context.ts'

const ID = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

const PASSED: [name: string, values: string[], traceId: string][] = [
  ['none', [], ''],
  ['a good one', [`00-${ID}-${PARENT}-01`], ID],
  ['unknown flags', [`00-${ID}-${PARENT}-ff`], ID],
  ['a higher version', [`01-${ID}-${PARENT}-01`], ID],
  ['a higher version with more fields', [`cc-${ID}-${PARENT}-01-what-the-future-brings`], ID],
  ['a higher version of another form, unread', ['fe-something-else'], ''],
]

const DROPPED: [name: string, values: string[]][] = [
  ['empty', ['']],
  ['version ff', [`ff-${ID}-${PARENT}-01`]],
  ['no version', [`${ID}-${PARENT}-01`]],
  ['upper case', [`00-${ID.toUpperCase()}-${PARENT}-01`]],
  ['upper case in the version', [`0A-${ID}-${PARENT}-01`]],
  ['a trace id of zeros', [`00-${'0'.repeat(32)}-${PARENT}-01`]],
  ['a parent id of zeros', [`00-${ID}-${'0'.repeat(16)}-01`]],
  ['a short trace id', [`00-${ID.slice(1)}-${PARENT}-01`]],
  ['a long parent id', [`00-${ID}-${PARENT}0-01`]],
  ['no flags', [`00-${ID}-${PARENT}`]],
  ['flags that are none', [`00-${ID}-${PARENT}-.0`]],
  ['more than version 00 has', [`00-${ID}-${PARENT}-01-x`]],
  ['a space within', [`00-${ID}-${PARENT}-01 `]],
  ['two of them', [`00-${ID}-${PARENT}-01`, `00-${ID}-${PARENT}-01`]],
  ['two in one line', [`00-${ID}-${PARENT}-01, 00-${ID}-${PARENT}-01`]],
  ['prohibitively long', [`01-${ID}-${PARENT}-01-${'x'.repeat(600)}`]],
]

test.each(PASSED)('goes on: %s', (_, values, traceId) => expect(traceContextOf(values)).toEqual({ isPassed: true, traceId }))
test.each(DROPPED)('is dropped: %s', (_, values) => expect(traceContextOf(values)).toEqual({ isPassed: false, traceId: '' }))
test('the trace id alone', () => expect([traceIdOf(''), traceIdOf('x'), traceIdOf(`00-${ID}-${PARENT}-00`)]).toEqual(['', '', ID]))
