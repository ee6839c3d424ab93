import { z } from 'zod'
import { Name } from './common.ts'

/** Whose rules of precedence, path normalisation and defaults hold. */
export const Dialect = z.enum(['gateway', 'kong', 'ingress', 'nginx', 'pipy'])
export type Dialect = z.infer<typeof Dialect>

/** Where a set of objects lives. Kubernetes workspaces come with a later version of this schema. */
export const Workspace = z.strictObject({
  name: Name,
  kind: z.enum(['database']).default('database'),
  dialect: z.enum(['gateway', 'kong']).default('gateway'),
  /** Whether its routes are compiled and published to the proxies. */
  served: z.boolean().default(true),
  description: z.string().max(500).default(''),
})
export type Workspace = z.infer<typeof Workspace>
