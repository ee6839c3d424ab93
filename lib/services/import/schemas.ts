import { z } from 'zod'
import { CHANGE_REASONS, PROBLEMS, type ChangeReason, type ProblemCode } from '#lib/kubernetes/convert/change.ts'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import { DiagnosticOut, OriginOut } from '../objects/schemas.ts'

const Range = z.object({ start: z.number().int(), end: z.number().int() })

const Change = z.object({
  path: z.string().describe('as the API server writes it: spec.rules[0].http.paths[1].backend'),
  before: z.string().nullable(),
  after: z.string().nullable(),
  reason: z.enum(Object.keys(CHANGE_REASONS) as [ChangeReason, ...ChangeReason[]]),
  why: z.string(),
  line: z.number().int(),
})

const Problem = z.object({
  path: z.string(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  params: z.record(z.string(), z.string()),
  line: z.number().int(),
  column: z.number().int(),
})

const Manifest = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  apiVersion: z.object({ from: z.string(), to: z.string() }),
  document: z.number().int(),
  line: z.number().int(),
  changes: z.array(Change),
  problems: z.array(Problem),
})

const Document = Range.extend({
  text: z.string().nullable().describe('null: as it was given, from start to end, counted with \\n for \\r\\n'),
  hidden: z.array(Range).describe('values of Secrets; in `text`, "sluice-hidden-0" … stand for them'),
})

export const PreviewOut = z.object({
  workspace: z.enum(['database', 'kubernetes']),
  text: z.string().describe('the whole text after the conversion, without documents that hold a Secret'),
  documents: z.array(Document),
  manifests: z.array(Manifest),
  problems: z.array(Problem).describe('of documents that could not be read'),
  objects: z.array(z.looseObject({ kind: z.enum(KIND_NAMES), name: z.string(), origin: OriginOut.optional() })).describe('for POST /apply; certificates without their keys'),
  diagnostics: z.array(DiagnosticOut),
})
export type Preview = z.infer<typeof PreviewOut>
