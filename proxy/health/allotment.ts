import { GENERATIONS, MOST_ROWS, newSlab, refOf, rowOf, Rows, SLAB_ROWS, type Ref } from './cells.ts'

/** The primary's side of the rows: who has which. */
export type Allotment = {
  rows: Rows
  /** A cleared row. @throws {Error} where there are 16 million already */
  take(): Ref
  free(ref: Ref): void
  slabs(): readonly SharedArrayBuffer[]
}

export function createAllotment(): Allotment {
  const rows = new Rows()
  const slabs: SharedArrayBuffer[] = []
  const free: number[] = []
  const generations: number[] = []

  const grow = () => {
    if (slabs.length * SLAB_ROWS >= MOST_ROWS) throw new Error('There are too many targets whose health is watched')
    const slab = newSlab()
    for (let row = slabs.length * SLAB_ROWS + SLAB_ROWS - 1; row >= slabs.length * SLAB_ROWS; row--) free.push(row)
    slabs.push(slab)
    rows.add([slab])
  }
  return {
    rows,
    take() {
      if (free.length === 0) grow()
      const row = free.pop()!
      const ref = refOf(row, (generations[row] = ((generations[row] ?? 0) + 1) % GENERATIONS))
      rows.clear(ref)
      rows.mark(ref, false)
      rows.setUpSince(ref, 0)
      return ref
    },
    free: (ref) => void free.push(rowOf(ref)),
    slabs: () => slabs,
  }
}
