/** Values that count for a time. The oldest goes where there are too many. */
export class TimedCache<T> {
  private readonly most: number
  private readonly entries = new Map<string, { value: T; until: number }>()

  constructor(most: number) {
    this.most = most
  }

  /** @param now milliseconds of any clock that does not go back */
  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined || now < entry.until) return entry?.value
    this.entries.delete(key)
    return undefined
  }

  /** @param until in the milliseconds of that clock */
  set(key: string, value: T, until: number): void {
    this.entries.delete(key)
    if (this.entries.size >= this.most) this.entries.delete(this.entries.keys().next().value!)
    this.entries.set(key, { value, until })
  }

  get size(): number {
    return this.entries.size
  }
}
