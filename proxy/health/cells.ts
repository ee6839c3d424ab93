/**
 * Health in shared memory. A row of 16 bytes belongs to one target of one upstream, or is the head of an upstream:
 * - of a target: its word, its mark (0: none, 1: an operator holds it down), and when it came up (8 bytes);
 * - of an upstream: how often the health of any of its targets has changed.
 * A word holds counters (3 × 8 bits), the generation of the row (7 bits), and in its sign whether checks have taken the
 * target out. Everything that decides hangs on one word, so that thresholds are exact whichever threads count.
 */
export type Slab = { ints: Int32Array; floats: Float64Array }

const ROW_BYTES = 16
const SLAB_BITS = 10
export const SLAB_ROWS = 1 << SLAB_BITS
const IN_SLAB = SLAB_ROWS - 1

/** A row and the generation in which it was given out: what still counts on a row that has another owner counts nothing. */
export type Ref = number
const ROW_BITS = 24
export const MOST_ROWS = 1 << ROW_BITS
const GENERATION = 0x7f00_0000
/** How often a row is given out before its generations begin anew. */
export const GENERATIONS = 128

export const refOf = (row: number, generation: number): Ref => (generation << ROW_BITS) | row
export const rowOf = (ref: Ref): number => ref & (MOST_ROWS - 1)

export const newSlab = (): SharedArrayBuffer => new SharedArrayBuffer(SLAB_ROWS * ROW_BYTES)
export const slabOf = (buffer: SharedArrayBuffer): Slab => ({ ints: new Int32Array(buffer), floats: new Float64Array(buffer) })

/** What came of a try or of a check. */
export type Result = 'success' | 'httpFailure' | 'tcpFailure' | 'timeout'

/** How many of a kind change the state of a target; 0: that kind is not counted (Kong healthchecks). */
export type Thresholds = Record<Result, number>

const SHIFT = { httpFailure: 0, tcpFailure: 8, timeout: 16 } as const
const DOWN = 1 << 31

/** While it is up, its failures are counted, and a success clears them; while it is down, its successes. */
function afterSuccess(word: number, threshold: number): number {
  const bare = word & GENERATION
  if (word >= 0 || threshold === 0) return word >= 0 ? bare : word
  const successes = (word & 0xff) + 1
  return successes >= threshold ? bare : bare | DOWN | successes
}

function afterFailure(word: number, shift: number, threshold: number): number {
  if (threshold === 0) return word
  const bare = word & GENERATION
  if (word < 0) return bare | DOWN
  const failures = ((word >> shift) & 0xff) + 1
  return failures >= threshold ? bare | DOWN : word + (1 << shift)
}

/** The rows of a process, as a thread sees them. Slabs are added to it, never taken away. */
export class Rows {
  readonly slabs: Slab[] = []

  add(buffers: readonly SharedArrayBuffer[]): void {
    for (const buffer of buffers) this.slabs.push(slabOf(buffer))
  }

  intsOf(row: number): Int32Array {
    return this.slabs[row >> SLAB_BITS]!.ints
  }

  /** Where a row begins in `intsOf`. */
  placeOf(row: number): number {
    return (row & IN_SLAB) * (ROW_BYTES / 4)
  }

  /**
   * Counts a result. The counters are those of `lua-resty-healthcheck`, with one difference: there, a success is not heard where
   * successes are not counted, so that one failure a day takes a target out in the end. Here it always clears the failures.
   * @returns what became of the target by it; null: it stays as it was
   */
  count(ref: Ref, result: Result, threshold: number): 'up' | 'down' | null {
    const row = rowOf(ref)
    const ints = this.intsOf(row)
    const at = this.placeOf(row)
    // Nearly always: it is up, and nothing has failed. A plain read costs a tenth.
    if (result === 'success' && ints[at] === (ref & GENERATION)) return null
    for (;;) {
      const word = Atomics.load(ints, at)
      if (((word ^ ref) & GENERATION) !== 0) return null
      const next = result === 'success' ? afterSuccess(word, threshold) : afterFailure(word, SHIFT[result], threshold)
      if (next === word) return null
      if (Atomics.compareExchange(ints, at, word, next) !== word) continue
      if ((next ^ word) >= 0) return null
      return next < 0 ? 'down' : 'up'
    }
  }

  /** Whether checks have taken it out. A row that belongs to another one says nothing: false. */
  isDownByChecks(ref: Ref): boolean {
    const row = rowOf(ref)
    const word = Atomics.load(this.intsOf(row), this.placeOf(row))
    return word < 0 && ((word ^ ref) & GENERATION) === 0
  }

  isMarkedDown(ref: Ref): boolean {
    const row = rowOf(ref)
    return Atomics.load(this.intsOf(row), this.placeOf(row) + 1) !== 0
  }

  isUp(ref: Ref): boolean {
    const row = rowOf(ref)
    const ints = this.intsOf(row)
    const at = this.placeOf(row)
    const word = Atomics.load(ints, at)
    if (((word ^ ref) & GENERATION) !== 0) return true
    return word >= 0 && Atomics.load(ints, at + 1) === 0
  }

  mark(ref: Ref, isDown: boolean): void {
    const row = rowOf(ref)
    Atomics.store(this.intsOf(row), this.placeOf(row) + 1, isDown ? 1 : 0)
  }

  /** Gives the row to its next owner, or clears its counters: it is up, and was so from the start. */
  clear(ref: Ref): void {
    const row = rowOf(ref)
    Atomics.store(this.intsOf(row), this.placeOf(row), ref & GENERATION)
  }

  /** Unix time in milliseconds. */
  upSince(ref: Ref): number {
    const row = rowOf(ref)
    return this.slabs[row >> SLAB_BITS]!.floats[this.placeOf(row) / 2 + 1]!
  }

  setUpSince(ref: Ref, at: number): void {
    const row = rowOf(ref)
    this.slabs[row >> SLAB_BITS]!.floats[this.placeOf(row) / 2 + 1] = at
  }

  /** The health of some target of the upstream with this head is not what it was. */
  changed(head: Ref): void {
    const row = rowOf(head)
    Atomics.add(this.intsOf(row), this.placeOf(row), 1)
  }
}
