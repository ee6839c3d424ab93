import { expect, test } from 'vitest'
import type { Filter } from '#lib/model/filter.ts'
import { fromRewrite, NO_REWRITE, toRewrite } from './rewrite-values.ts'

const FULL: Filter = { type: 'rewritePath', mode: 'full', value: '/' }
/** A type that a later version of the model may have. */
const OTHER = { type: 'other' } as unknown as Filter

test('no rewrite leaves both fields absent', () => {
  expect(fromRewrite(toRewrite({ filters: [] }), [])).toStrictEqual({ filters: [] })
})

test('a changed rewrite keeps its place, a new one comes last, and other filters stay', () => {
  const regex = { ...NO_REWRITE, kind: 'regex' as const, pattern: 'a', replacement: '' }
  const sent = { type: 'rewritePath', mode: 'regex', pattern: 'a', replacement: '' }
  expect(fromRewrite(regex, [FULL, OTHER])).toStrictEqual({ filters: [sent, OTHER] })
  expect(fromRewrite(regex, [OTHER])).toStrictEqual({ filters: [OTHER, sent] })
  expect(fromRewrite(NO_REWRITE, [FULL, OTHER])).toStrictEqual({ filters: [OTHER] })
})

test('groups take the place of the filter', () => {
  const groups = { ...NO_REWRITE, kind: 'groups' as const, target: '/$2' }
  expect(fromRewrite(groups, [FULL])).toStrictEqual({ filters: [], rewriteTarget: '/$2' })
  expect(toRewrite({ filters: [], rewriteTarget: '/$2' })).toEqual(groups)
})
