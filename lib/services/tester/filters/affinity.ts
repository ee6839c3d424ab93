import { readBond } from '#lib/routing/filters/affinity.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { passes, type Passage, type Step } from './step.ts'

/** Where the cookie leads is seen where targets are chosen. */
export const affinity = (filter: FilterOf<'affinity'>, { arrival, text }: Passage): Step =>
  passes(readBond(filter, arrival.request.headers) === null ? text.affinityFree(filter.cookie) : text.affinityBound(filter.cookie))
