import { z } from 'zod'
import { compileStored, diagnosticsIn } from '../compiled.ts'
import { DiagnosticOut } from '../objects/schemas.ts'
import { verb } from '../verb.ts'

export const listDiagnostics = verb({
  summary: 'What is wrong in the stored configuration',
  role: 'viewer',
  output: z.object({ items: z.array(DiagnosticOut), revision: z.number().int() }),
  async run(ctx) {
    const compiled = await compileStored(ctx, ctx.workspace)
    return { items: diagnosticsIn(compiled, ctx.workspace), revision: compiled.config.revision }
  },
})
