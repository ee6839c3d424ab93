import { z } from 'zod'
import { OriginOut } from '../objects/schemas.ts'

const Side = z.record(z.string(), z.unknown()).nullable()

export const RevisionOut = z.object({
  number: z.number().int(),
  at: z.iso.datetime(),
  actor: z.string(),
  comment: z.string(),
  changes: z.array(
    z.object({ kind: z.string(), name: z.string(), change: z.enum(['created', 'updated', 'deleted']), before: Side, after: Side }),
  ),
  manifests: z
    .array(z.object({ ref: OriginOut, before: z.string().nullable(), after: z.string().nullable() }))
    .optional()
    .describe('in a cluster: the Kubernetes objects, as YAML'),
})

export const RevisionNumber = z.coerce.number().int().min(0)
