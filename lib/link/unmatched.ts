import type { UnmatchedRequest } from './requests.ts'

/** Most unmatched requests that are kept. */
export const MOST_UNMATCHED = 100

/** What is counted as the same: method, host and path. */
export function unmatchedKey({ method, host, target }: UnmatchedRequest['record']): string {
  const mark = target.indexOf('?')
  return `${method} ${host.toLowerCase()} ${mark === -1 ? target : target.slice(0, mark)}`
}

const newestFirst = (a: UnmatchedRequest, b: UnmatchedRequest): number => b.record.at - a.record.at

/** Two accounts of the same requests as one: the later one knows better why no route took them. */
function joined(one: UnmatchedRequest, other: UnmatchedRequest): UnmatchedRequest {
  const later = newestFirst(one, other) <= 0 ? one : other
  return { ...later, count: one.count + other.count, firstAt: Math.min(one.firstAt, other.firstAt) }
}

/** Lists of different requests as one, without doubles: the newest, newest first. */
export function mergeUnmatched(lists: Iterable<readonly UnmatchedRequest[]>): UnmatchedRequest[] {
  const found = new Map<string, UnmatchedRequest>()
  for (const list of lists) {
    for (const item of list) {
      const key = unmatchedKey(item.record)
      const other = found.get(key)
      found.set(key, other ? joined(other, item) : item)
    }
  }
  return [...found.values()].sort(newestFirst).slice(0, MOST_UNMATCHED)
}
