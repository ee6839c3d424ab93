import { z } from 'zod'
import { Workspace } from '#lib/model/workspace.ts'

export const WorkspaceOut = Workspace.extend({
  revision: z.number().int(),
  version: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const WorkspaceWriteOut = z.object({ object: WorkspaceOut, revision: z.number().int().nullable(), diagnostics: z.array(z.never()) })
