import { z } from 'zod'
import { HeaderValue, noDuplicates } from '../common.ts'
import { rule } from '../rule.ts'
import { AnswerHeader, EditableHeader } from './values.ts'

const editsOf = (header: typeof EditableHeader) => ({
  /** Replaces whatever there is of the name. */
  set: z.record(header, HeaderValue).default({}),
  /** One line more. */
  add: z.record(header, HeaderValue).default({}),
  remove: z.array(header).max(64).check(noDuplicates(String)).default([]),
})

type Edits = { set: Record<string, string>; add: Record<string, string>; remove: string[] }
const doesSomething = (v: Edits) => Object.keys(v.set).length + Object.keys(v.add).length + v.remove.length > 0

/** Changes what the target gets (Gateway API RequestHeaderModifier): set, then add, then remove. */
export const RequestHeaders = z
  .strictObject({ type: z.literal('requestHeaders'), ...editsOf(EditableHeader) })
  .refine(doesSomething, { ...rule('headersEmpty'), path: ['set'] })
export type RequestHeaders = z.infer<typeof RequestHeaders>

/** Changes what the client gets (Gateway API ResponseHeaderModifier), answers of the proxy's own included. */
export const ResponseHeaders = z
  .strictObject({ type: z.literal('responseHeaders'), ...editsOf(AnswerHeader) })
  .refine(doesSomething, { ...rule('headersEmpty'), path: ['set'] })
export type ResponseHeaders = z.infer<typeof ResponseHeaders>
