import { expect, test } from 'vitest'
import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { cookieValue, decideCanary } from './canary.ts'
import type { HeaderValues } from './request.ts'

const BY_WEIGHT = { side: 'byWeight', share: 0.1, reason: 'weight' } as const
const canary = (header: CompiledCanary['header'], cookie: string | null = 'canary'): CompiledCanary => ({ name: 'c', service: 1, weight: 1000, header, cookie })
const alwaysNever = canary({ name: 'x-canary', mode: 'alwaysNever' })
const value = canary({ name: 'x-canary', mode: 'value', value: 'yes' })
const pattern = canary({ name: 'x-canary', mode: 'pattern', value: '^v[23]' })
const broken = canary({ name: 'x-canary', mode: 'pattern', value: '(' })

test.each<[string, CompiledCanary, HeaderValues, ReturnType<typeof decideCanary>]>([
  ['always', alwaysNever, { 'x-canary': 'always' }, { side: 'canary', reason: 'header' }],
  ['never stops', alwaysNever, { 'x-canary': 'never', cookie: 'canary=always' }, { side: 'stable', reason: 'header' }],
  ['another value falls through to the cookie', alwaysNever, { 'x-canary': 'maybe', cookie: 'canary=always' }, { side: 'canary', reason: 'cookie' }],
  ['equal value', value, { 'x-canary': 'yes' }, { side: 'canary', reason: 'header' }],
  ['with a value, always means nothing', value, { 'x-canary': 'always' }, BY_WEIGHT],
  ['pattern searches', pattern, { 'x-canary': 'v2-rc' }, { side: 'canary', reason: 'header' }],
  ['pattern without a match falls through', pattern, { 'x-canary': 'v1' }, BY_WEIGHT],
  ['a broken pattern is stable and stops', broken, { 'x-canary': 'v2', cookie: 'canary=always' }, { side: 'stable', reason: 'header' }],
  ['cookie always', alwaysNever, { cookie: 'a=1; canary=always' }, { side: 'canary', reason: 'cookie' }],
  ['cookie never', alwaysNever, { cookie: 'canary=never' }, { side: 'stable', reason: 'cookie' }],
  ['another cookie value falls through', alwaysNever, { cookie: 'canary=1' }, BY_WEIGHT],
  ['no rule set', canary(null, null), { cookie: 'canary=always' }, BY_WEIGHT],
  ['nothing sent', alwaysNever, {}, BY_WEIGHT],
])('%s', (_, given, headers, decision) => {
  expect(decideCanary(given, headers)).toEqual(decision)
})

test.each([
  ['a=1; b=2', 'b', '2'],
  ['ab=1', 'b', null],
  ['b=', 'b', ''],
  ['b=x=y', 'b', 'x=y'],
  [undefined, 'b', null],
])('cookie %j %s', (header, name, expected) => {
  expect(cookieValue(header, name)).toBe(expected)
})
