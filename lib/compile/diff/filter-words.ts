import type { CompiledRoute, Snapshot } from '#lib/snapshot/snapshot.ts'

/** A filter as it counts in a comparison: services by name, whose template it is left out. */
export type FilterFacts = { type: string } & Record<string, unknown>

const MOST_CHARACTERS = 80

/** What runs for a route, beside the rewrite of its path. */
export const filterFacts = ({ services }: Snapshot, { filters }: CompiledRoute): FilterFacts[] =>
  filters.map(({ filter }) => JSON.parse(JSON.stringify(filter, (key, value: unknown) => (key === 'service' && typeof value === 'number' ? services[value]!.name : value))) as FilterFacts)

/** What a filter answers in place of the target; null where none does. */
export function filterAnswer({ filters }: CompiledRoute): { text: string; isLost: boolean } | null {
  for (const { filter } of filters) {
    if (filter.type === 'respond') return { text: `${filter.statusCode} fixed answer`, isLost: filter.statusCode >= 500 }
    if (filter.type !== 'redirect') continue
    const { statusCode, url, scheme, hostname, port, path } = filter
    const rest = path ? `${path.value}${path.mode === 'prefix' ? '…' : ''}` : '/…'
    const where = url ?? `${scheme ? `${scheme}:` : ''}//${hostname ?? '…'}${port === undefined ? '' : `:${port}`}${rest}`
    return { text: `${statusCode} → ${where}`, isLost: false }
  }
  return null
}

function valueText(value: unknown): string {
  if (value === undefined) return 'not set'
  const isPlain = (one: unknown) => typeof one !== 'object' || one === null
  const text = Array.isArray(value) && value.every(isPlain) ? value.join(', ') : isPlain(value) ? String(value) : JSON.stringify(value)
  if (text === '') return 'none'
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The fields of two filters of one type that differ, as each has them. */
function fieldTexts(was: FilterFacts, is: FilterFacts): [string, string] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((field) => !isSame(was[field], is[field]))
  const say = (facts: FilterFacts) => `${facts.type} ${fields.map((field) => `${field} ${valueText(facts[field])}`).join(', ')}`
  return [say(was), say(is)]
}

/** How two lists of filters differ, for people: what each side has of it. */
export function filterChange(before: readonly FilterFacts[], after: readonly FilterFacts[]): { before: string[]; after: string[] } {
  const said: { before: string[]; after: string[] } = { before: [], after: [] }
  const types = [...new Set([...before, ...after].map(({ type }) => type))]
  for (const type of types) {
    const [had, has] = [before.filter((facts) => facts.type === type), after.filter((facts) => facts.type === type)]
    if (isSame(had, has)) continue
    if (had.length === has.length) {
      had.forEach((facts, place) => {
        if (isSame(facts, has[place])) return
        const [was, is] = fieldTexts(facts, has[place]!)
        said.before.push(was)
        said.after.push(is)
      })
      continue
    }
    const count = (list: unknown[]) => (list.length === 0 ? [] : [list.length === 1 ? type : `${list.length} × ${type}`])
    said.before.push(...count(had))
    said.after.push(...count(has))
  }
  return said
}
