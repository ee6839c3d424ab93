import { z } from 'zod'
import { Name, Tags, Text } from './common.ts'
import { HttpRequest } from './request.ts'
import { rule } from './rule.ts'

const Word = Text.min(1).max(512)

/** What must come of a request; each field that is set must hold, and at least one is set. */
export const Expectation = z
  .strictObject({
    outcome: z.enum(['forward', 'redirect', 'respond', 'no-route']).optional(),
    status: z.number().int().min(100).max(599).optional(),
    location: Text.min(1).max(16_384).optional(),
    route: Word.optional(),
    service: Word.optional(),
    upstream: Word.optional(),
    /** `host:port`, one of those that get a share of such requests. */
    target: Word.optional(),
    side: z.enum(['stable', 'canary', 'byWeight']).optional(),
    /** The URL that the target is asked for. */
    upstreamUrl: Text.min(1).max(16_384).optional(),
  })
  .refine((v) => Object.values(v).some((field) => field !== undefined), { ...rule('expectSomething'), path: ['outcome'] })
export type Expectation = z.infer<typeof Expectation>

/** A request and the outcome that it must have. It has no effect on traffic: it guards changes of what has. */
export const RouteTest = z.strictObject({
  // `POST /route-tests/run` is a call of its own.
  name: Name.refine((name) => name !== 'run', rule('reservedName')),
  description: z.string().max(500).default(''),
  request: HttpRequest,
  expect: Expectation,
  enabled: z.boolean().default(true),
  tags: Tags,
})
export type RouteTest = z.infer<typeof RouteTest>
