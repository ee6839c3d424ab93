import { set, type FieldErrors, type FieldValues, type Resolver } from 'react-hook-form'
import type { z } from 'zod'
import type { Issue } from '#lib/errors.ts'
import type { KeyValuesRow } from './values.ts'

/** Where an issue of the model stands on the form. Most often its own path, dotted. */
export type ToField<V> = (path: Issue['path'], values: V) => string

export const dotted = (path: readonly PropertyKey[]) => path.map(String).join('.')

/** For a record that the form shows as rows: `headers.x-version.0` becomes `headers.2.values`. */
export function recordPath(record: string, path: Issue['path'], rows: readonly KeyValuesRow[]): string | undefined {
  if (path[0] !== record || path.length < 2) return undefined
  const index = rows.findIndex((row) => row.name.trim().toLowerCase() === String(path[1]).toLowerCase())
  if (index < 0) return record
  return `${record}.${index}.${path.length > 2 || rows[index]!.values.length === 0 ? 'values' : 'name'}`
}

/** Validates what the form would send with the model's schema, and puts each issue at the field that shows it. */
export function objectResolver<V extends FieldValues>(schema: z.ZodType, fromForm: (values: V) => unknown, toField: ToField<V> = dotted): Resolver<V> {
  return (values) => {
    const result = schema.safeParse(fromForm(values))
    if (result.success) return { values, errors: {} }
    const errors: FieldErrors<V> = {}
    const taken = new Set<string>()
    for (const issue of result.error.issues) {
      const field = toField(issue.path as Issue['path'], values) || 'root.form'
      if (taken.has(field)) continue
      taken.add(field)
      set(errors, field, { type: issue.code, message: issue.message })
    }
    return { values: {}, errors }
  }
}
