import { expect, test } from 'vitest'
import type { Filter } from '#lib/model/filter.ts'
import { NO_REWRITE, rewriteOf } from './rewrite-values.ts'

const FULL: Filter = { type: 'rewritePath', mode: 'full', value: '/' }
const REGEX: Filter = { type: 'rewritePath', mode: 'regex', pattern: 'a', replacement: '' }
const OTHER: Filter = { type: 'hsts', maxAgeSeconds: 1, includeSubDomains: false, preload: false }

test.each([
  ['nothing', undefined, [OTHER], NO_REWRITE],
  ['a filter', undefined, [OTHER, FULL], { ...NO_REWRITE, kind: 'full', value: '/' }],
  ['a regular expression', '', [REGEX], { ...NO_REWRITE, kind: 'regex', pattern: 'a' }],
  ['groups, which come before a template’s filter', '/$2', [FULL], { ...NO_REWRITE, kind: 'groups', target: '/$2' }],
] as const)('%s', (_, target, filters, expected) => expect(rewriteOf(target, filters)).toEqual(expected))
