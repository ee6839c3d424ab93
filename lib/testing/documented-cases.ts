import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Rows of a documented table from `../shared/cases`, or none where that folder is not beside the project. */
export function documentedCases<Row>(name: string): Row[] {
  const file = path.resolve(import.meta.dirname, '../../../shared/cases', `${name}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Row[] }).cases : []
}
