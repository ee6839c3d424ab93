import type { Template } from '#lib/model/template.ts'
import { filterField, fromFilterRows, toFilterRows, type FilterRow } from '#components/filters/filter-rows.ts'
import { dotted, type ToField } from '#components/form/object-resolver.ts'

/** What the template's form holds. */
export type TemplateValues = { name: string; description: string; filters: FilterRow[]; tags: string[] }

export const toFormValues = ({ name, description, filters, tags }: Template): TemplateValues => ({ name, description, filters: toFilterRows(filters), tags: [...tags] })

export const fromFormValues = ({ filters, ...rest }: TemplateValues): Record<string, unknown> => ({ ...rest, filters: fromFilterRows(filters) })

export const newTemplate = (): TemplateValues => ({ name: '', description: '', filters: [], tags: [] })

export const toField: ToField<TemplateValues> = (path, { filters }) => {
  if (path[0] === 'tags') return 'tags'
  return path[0] === 'filters' ? filterField(path, filters) : dotted(path)
}
