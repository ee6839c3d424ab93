/** Negative: `a` first. */
export type Compare<T> = (a: T, b: T) => number

export const byDesc =
  <T>(value: (item: T) => number): Compare<T> =>
  (a, b) =>
    value(b) - value(a)

export const byAsc =
  <T>(value: (item: T) => number | string): Compare<T> =>
  (a, b) => {
    const left = value(a)
    const right = value(b)
    return left < right ? -1 : left > right ? 1 : 0
  }

/** The comparators in order: the first that tells two items apart decides. */
export const inOrder =
  <T>(comparators: readonly Compare<T>[]): Compare<T> =>
  (a, b) => {
    for (const compare of comparators) {
      const result = compare(a, b)
      if (result !== 0) return result
    }
    return 0
  }
