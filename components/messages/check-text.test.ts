import { expect, test } from 'vitest'
import { z } from 'zod'
import { Port } from '#lib/model/common.ts'
import { checkText } from './check-text.ts'

const say = (key: string, values?: Record<string, string | number>) => [key, ...Object.values(values ?? {})].join(' ')
const textOf = (schema: z.ZodType, input: unknown) => schema.safeParse(input, { error: (issue) => checkText(issue, say) }).error?.issues[0]?.message

test.each([
  ['a missing number', Port, undefined, 'required'],
  ['words for a number', Port, 'x', 'number'],
  ['a fraction for a whole number', Port, 1.5, 'whole'],
  ['too small', Port, 0, 'atLeast 1'],
  ['too big', Port, 70_000, 'atMost 65535'],
  ['an empty text', z.string().min(1), '', 'required'],
  ['a short text', z.string().min(12), 'abc', 'shorter 12'],
  ['a long text', z.string().max(2), 'abc', 'longer 2'],
  ['an empty list', z.array(z.string()).min(1), [], 'atLeastOne'],
  ['what it leaves to zod', z.enum(['a']), 'b', 'Invalid input: expected "a"'],
] as const)('%s', (_, schema, input, expected) => expect(textOf(schema, input)).toBe(expected))
