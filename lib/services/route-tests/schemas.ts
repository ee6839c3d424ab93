import { z } from 'zod'
import { Expectation } from '#lib/model/route-test.ts'

const FIELDS = [...Expectation.keyof().options, 'listener'] as const

const FailureOut = z.object({
  field: z.enum(FIELDS),
  expected: z.union([z.string(), z.number()]),
  actual: z.union([z.string(), z.number()]).nullable().describe('null: there is none; several where chance decides'),
})

const Shared = { name: z.string(), failures: z.array(FailureOut), verdict: z.string().describe('One sentence: where the request goes, or why nowhere') }

export const TestRunOut = z.object({
  items: z.array(z.object({ ...Shared, passed: z.boolean(), route: z.string().nullable() })),
  passed: z.number().int(),
  failed: z.number().int(),
  revision: z.number().int(),
})

/** What a change means to the stored route tests. */
export const TestImpactOut = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
  broken: z.array(z.object({ workspace: z.string(), ...Shared })).describe('pass now, would fail; also of other workspaces'),
  mended: z.array(z.string()).describe('fail now, would pass; of another workspace with its name before a slash'),
})
