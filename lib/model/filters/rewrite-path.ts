import { z } from 'zod'
import { Text } from '../common.ts'
import { rule } from '../rule.ts'

/** Empty, as "/" does, leaves nothing of what it replaces (Gateway API). */
export const ReplacementPath = z.string().max(2048).regex(/^(\/|$)/, rule('path')).regex(/^[^?#]*$/, rule('pathQuery'))

/**
 * What the target is asked for instead of the request's path; the route's stripPath and pathHandling do not apply then.
 * `prefix`: the matched part gives way to `value` (Gateway API ReplacePrefixMatch) · `full`: the whole path does
 * (ReplaceFullPath) · `regex`: the first occurrence of `pattern` gives way to `replacement`, with `$1` (Pipy).
 */
export const RewritePath = z.discriminatedUnion('mode', [
  z.strictObject({ type: z.literal('rewritePath'), mode: z.literal('prefix'), value: ReplacementPath }),
  z.strictObject({ type: z.literal('rewritePath'), mode: z.literal('full'), value: ReplacementPath }),
  z.strictObject({
    type: z.literal('rewritePath'),
    mode: z.literal('regex'),
    pattern: z.string().min(1, rule('regexEmpty')).max(2048),
    replacement: Text.max(2048),
  }),
])
export type RewritePath = z.infer<typeof RewritePath>
