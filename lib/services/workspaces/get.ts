import { z } from 'zod'
import { presentWorkspace } from '../present.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { WorkspaceOut } from './schemas.ts'

export const getWorkspace = verb({
  summary: 'One workspace',
  role: 'viewer',
  input: z.object({ name: z.string() }),
  output: WorkspaceOut,
  run: async (ctx, { name }) => presentWorkspace(await findWorkspace(ctx, name)),
})
