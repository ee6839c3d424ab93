import { z } from 'zod'
import { KINDS, type Kind } from '#lib/model/kinds.ts'
import { Dialect } from '#lib/model/workspace.ts'

const SINGULAR: Record<string, Kind> = {
  listener: 'listeners',
  upstream: 'upstreams',
  service: 'services',
  route: 'routes',
  certificate: 'certificates',
  canary: 'canaries',
}

/** The kind of an object in a list of mixed ones, in singular or plural. */
export const KindWord = z
  .enum([...Object.keys(KINDS), ...Object.keys(SINGULAR)])
  .transform((word): Kind => SINGULAR[word] ?? (word as Kind))

export const DraftObject = z.looseObject({ kind: KindWord, name: z.string() })

/** An HTTP request to explain, against the workspace or against these objects alone. */
export const TesterRequest = z.strictObject({
  method: z.string().trim().toUpperCase().min(1).max(64).default('GET'),
  url: z.string().max(16_384).regex(/^https?:\/\/[^/?#\s]+([/?][^#\s]*)?$/i, 'Must be a full URL: http://host/path or https://host/path'),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  clientIp: z.union([z.ipv4(), z.ipv6()]).optional(),
  sni: z.string().optional(),
  listener: z.string().optional(),
  draft: z.strictObject({ dialect: Dialect, objects: z.array(DraftObject) }).optional(),
})
export type TesterRequest = z.infer<typeof TesterRequest>
