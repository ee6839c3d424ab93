import { expect, test } from 'vitest'
import { endsOpen } from './ends-open.ts'

const OPEN = ['/a', '^/a.*', '/(a|b)+?', '(?m)^/a', '\\d++', '']
const CLOSED = ['/a$', '/(a|b$)', '/a\\b', '/a\\B', '/a\\z', '(?m)/a$', '(a\\Z)?', '/(?=a)', '(']

test.each(OPEN)('%s takes every longer text', (source) => expect(endsOpen(source, false)).toBe(true))

test.each(CLOSED)('%s may not', (source) => expect(endsOpen(source, false)).toBe(false))
