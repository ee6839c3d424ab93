import { z } from 'zod'
import { pageOf } from '../objects/schemas.ts'
import { presentWorkspace } from '../present.ts'
import { verb } from '../verb.ts'
import { WorkspaceOut } from './schemas.ts'

export const listWorkspaces = verb({
  summary: 'All workspaces; `q` takes words',
  role: 'viewer',
  input: z.object({ q: z.string().max(1000).default('') }),
  output: pageOf(WorkspaceOut),
  async run(ctx, { q }) {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean)
    const matches = (text: string) => words.every((word) => text.includes(word))
    const items = (await ctx.stores.workspaces()).filter(({ object }) => matches(`${object.name} ${object.description}`.toLowerCase()))
    return { items: items.map(presentWorkspace), next: null, total: items.length }
  },
})
