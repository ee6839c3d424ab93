import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { CHANGED } from '../testing/service-changes.ts'
import { MADE, REFUSED } from '../testing/service-rows.ts'
import { clusterFromText, planServices, wantedFrom } from '../testing/plan-services.ts'
import type { Edit } from '../types.ts'

/** What is edited, without what stands in every object of its kind. */
function brief(edits: readonly Edit[]): Record<string, unknown> {
  return Object.fromEntries(
    edits.map(({ ref, after }) => {
      if (!after) return [`${ref.kind} ${ref.name}`, null]
      const { apiVersion: _, kind: __, metadata, ...rest } = after
      const { annotations, labels } = metadata
      return [`${ref.kind} ${ref.name}`, { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}), ...rest }]
    }),
  )
}

const byKind = ([a]: [string, unknown], [b]: [string, unknown]) => Number(b.startsWith('Service ')) - Number(a.startsWith('Service '))

// Hashes in names say nothing to a reader; the first of these slices are given.
const inOrder = (edits: Record<string, unknown>): string =>
  stringify(Object.entries(edits).toSorted(byKind).map(([key, edit]) => [key.replace(/(-sluice-)(?!1$).*/, '$1…'), edit]), { aliasDuplicateObjects: false })

describe.each([...MADE, ...CHANGED, ...REFUSED])('$name', ({ before = '', wanted, after = '{}', issues = [], allowShared = false }) => {
  test('is planned so', () => {
    const cluster = clusterFromText(before)
    const plan = planServices(cluster, wantedFrom(wanted), allowShared)
    expect(plan.issues.map(({ code, path, wanted: at }) => `${at} ${path.join('.')} ${code}`)).toEqual(issues)
    if (issues.length > 0) return
    expect(inOrder(brief(plan.edits))).toBe(inOrder(parse(after) as Record<string, unknown>))
    expect(plan.verified()).toEqual([])
    const again = planServices(plan.written(), wantedFrom(wanted), allowShared)
    expect(again.issues).toEqual([])
    expect(again.edits).toEqual([])
  })
})
