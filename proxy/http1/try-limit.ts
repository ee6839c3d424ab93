import type { Deadlines, Timed } from '../deadlines.ts'

/** How long a route allows one try to take, to the end of the answer (Gateway API timeouts.backendRequest). */
export class TryLimit implements Timed {
  deadline = Infinity
  tick = 0
  private readonly deadlines: Deadlines
  private readonly onLate: () => void

  constructor(deadlines: Deadlines, ms: number, onLate: () => void) {
    this.deadlines = deadlines
    this.onLate = onLate
    deadlines.set(this, ms)
  }

  end(): void {
    this.deadlines.remove(this)
  }

  onDeadline(): void {
    this.onLate()
  }
}
