import { z } from 'zod'
import type { Kind } from '#lib/model/kinds.ts'
import { parseQuery } from '#lib/store/query.ts'
import type { ListQuery, Stored } from '#lib/store/store.ts'
import { compileStored, diagnosticsIn } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { presentObject } from '../present.ts'
import { verb } from '../verb.ts'
import { kindOf, OfKind } from './input.ts'
import { ObjectOut, pageOf } from './schemas.ts'

const SORTS = ['name', '-name', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const
const SEVERITIES: readonly string[] = ['error', 'warning']

const sortOf = (sort: (typeof SORTS)[number]): NonNullable<ListQuery['sort']> => ({
  field: sort.replace('-', '') as 'name' | 'createdAt' | 'updatedAt',
  descending: sort.startsWith('-'),
})

/** `status:error` and `status:warning` are known to compile() alone; the store gets the names that have them. */
async function namesByStatus(ctx: ServiceContext, kind: Kind, q: string): Promise<string[] | undefined> {
  const severities = parseQuery(q).statuses.filter((status) => SEVERITIES.includes(status))
  if (severities.length === 0) return undefined
  const found = diagnosticsIn(await compileStored(ctx, ctx.workspace), ctx.workspace)
  return found.filter(({ severity, source }) => source.kind === kind && severities.includes(severity)).map(({ source }) => source.name)
}

export const listObjects = verb({
  summary: 'List objects of a kind; `q` takes words and the filters host:, tag:, service:, consumer:, filter:, template:, type:, status:error|warning|disabled',
  role: 'viewer',
  input: z.object({
    ...OfKind,
    q: z.string().max(1000).default(''),
    sort: z.enum(SORTS).default('name'),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.string().optional(),
  }),
  output: pageOf(ObjectOut),
  async run(ctx, { kind: word, q, sort, limit, cursor }) {
    const kind = kindOf(ctx, word)
    const names = await namesByStatus(ctx, kind, q)
    const store = await ctx.store()
    const query = { q, sort: sortOf(sort), limit, ...(names ? { names } : {}), ...(cursor ? { cursor } : {}) }
    const { items, next, total } = await store.list(kind, query)
    return { items: (items as Stored[]).map(presentObject), next, total }
  },
})
