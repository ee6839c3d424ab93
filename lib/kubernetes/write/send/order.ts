import type { Edit } from '../types.ts'

/** What others refer to is there before them, and goes after them. */
const PUTS = ['Secret', 'Service', 'EndpointSlice', 'Ingress']
const DELETES = PUTS.toReversed()

/** Its place in the order of a change: all puts come before all deletes, so that nothing goes before what takes its place is there. */
export const stepOf = ({ ref, after }: Pick<Edit, 'ref' | 'after'>): number => (after ? PUTS.indexOf(ref.kind) : PUTS.length + DELETES.indexOf(ref.kind))
