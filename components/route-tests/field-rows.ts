import type { Expectation } from '#lib/model/route-test.ts'
import type { TestFailure } from '#components/api/types.ts'

export type FieldRow = { holds: boolean } & TestFailure

/** Each thing that was expected, and what came: the failures name what does not hold, and everything else does. */
export function fieldRows(expect: Expectation, failures: readonly TestFailure[]): FieldRow[] {
  const arrivesNowhere = failures.filter(({ field }) => field === 'listener').map((failure) => ({ ...failure, holds: false }))
  if (arrivesNowhere.length > 0) return arrivesNowhere
  return (Object.entries(expect) as [keyof Expectation, string | number | undefined][]).flatMap(([field, expected]) => {
    if (expected === undefined) return []
    const failure = failures.find((one) => one.field === field)
    return [failure ? { ...failure, holds: false } : { field, expected, actual: expected, holds: true }]
  })
}
