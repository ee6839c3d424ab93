import type { Kind } from '#lib/model/kinds.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Prisma } from '#prisma/generated/sqlite/client.ts'
import type { Client } from './database.ts'
import { DEFAULT_SORT, limitOf, listCursor, listPosition, pageOfRows, type Position, type Sort } from './page.ts'
import { conditionsOf } from './query.ts'
import { loadObjects, OBJECT_COLUMNS, storedOf } from './rows.ts'
import type { ListQuery, Page, Stored } from './store.ts'

type Where = Prisma.RoutingObjectWhereInput

function whereOf(workspace: string, kind: Kind, q: string): Where {
  const { contains, disabled } = conditionsOf(q)
  return {
    workspace,
    kind,
    ...(disabled ? { enabled: false } : {}),
    AND: contains.map(({ facet, text }) => ({ [facet]: { contains: text } })),
  }
}

/** Rows after a position, in the order of the sort. */
function after({ field, descending }: Sort, { value, name }: Position): Where {
  const direction = descending ? 'lt' : 'gt'
  if (field === 'name') return { name: { [direction]: name } }
  const time = new Date(value)
  return { OR: [{ [field]: { [direction]: time } }, { [field]: time, name: { [direction]: name } }] }
}

// The names may be thousands, more than a statement takes: the rows' keys are filtered here, and then one page is loaded.
async function listNamed(
  reader: Client,
  box: SecretBox,
  workspace: string,
  kind: Kind,
  query: ListQuery & { names: string[] },
): Promise<Page<Stored>> {
  const names = new Set(query.names)
  const keys = await reader.routingObject.findMany({
    where: whereOf(workspace, kind, query.q ?? ''),
    select: { name: true, createdAt: true, updatedAt: true },
  })
  const page = pageOfRows(
    keys
      .filter((key) => names.has(key.name))
      .map((key) => ({ name: key.name, createdAt: key.createdAt.toISOString(), updatedAt: key.updatedAt.toISOString() })),
    query,
  )
  const loaded = await loadObjects(
    reader,
    box,
    workspace,
    page.items.map(({ name }) => ({ kind, name })),
  )
  const byName = new Map(loaded.map((stored) => [stored.name, stored]))
  return { ...page, items: page.items.map(({ name }) => byName.get(name)).filter((stored) => stored !== undefined) }
}

/** `Store.list` on rows. */
export async function listObjects(reader: Client, box: SecretBox, workspace: string, kind: Kind, query: ListQuery): Promise<Page<Stored>> {
  const { names } = query
  if (names) return listNamed(reader, box, workspace, kind, { ...query, names })
  const sort = query.sort ?? DEFAULT_SORT
  const limit = limitOf(query.limit)
  const position = listPosition(sort, query.cursor)
  const where = whereOf(workspace, kind, query.q ?? '')
  const direction = sort.descending ? 'desc' : 'asc'
  const rows = await reader.routingObject.findMany({
    where: position ? { AND: [where, after(sort, position)] } : where,
    select: OBJECT_COLUMNS,
    orderBy: sort.field === 'name' ? { name: direction } : [{ [sort.field]: direction }, { name: direction }],
    take: limit + 1,
  })
  const items = rows.slice(0, limit).map((row) => storedOf(box, row))
  const last = items.at(-1)
  return {
    items,
    next: rows.length > limit && last ? listCursor(sort, { value: last[sort.field], name: last.name }) : null,
    total: await reader.routingObject.count({ where }),
  }
}
