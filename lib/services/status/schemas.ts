import { z } from 'zod'
import { ProxyServingState } from '#lib/link/protocol.ts'

export const StatusOut = z.object({
  workspace: z.string(),
  revision: z.number().int().describe('the newest one stored'),
  proxies: z.array(
    z.object({
      id: z.string(),
      revision: z.number().int().describe('it serves this one and all before'),
      digest: z.string().describe('of the snapshot that it serves'),
      state: ProxyServingState,
      message: z.string().nullable(),
      lastSeenAt: z.iso.datetime(),
      startedAt: z.iso.datetime(),
      ports: z.object({ http: z.number(), https: z.number(), status: z.number() }),
    }),
  ),
  digest: z.string().nullable().describe('of what all served workspaces compile to now; null where this one is not served'),
  controller: z.object({ reachable: z.boolean(), revision: z.number().int().nullable() }),
  diagnostics: z.object({ errors: z.number().int(), warnings: z.number().int() }),
})
