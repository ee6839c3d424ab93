import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Buckets } from '../buckets/buckets.ts'
import { REFUSED } from '../buckets/counts.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'
import { limitedValue } from './limited-value.ts'

/**
 * How many requests may be under way at a time: a request counts until its answer was sent or given up, an upgraded
 * connection until it is over.
 * @param rule its identity, by which all workers and all snapshots count together
 */
export function makeConnectionLimit(filter: FilterOf<'connectionLimit'>, rule: string, buckets: Buckets): Check {
  const count = buckets.count(`${rule}\n${filter.by} ${filter.header ?? ''}`, filter.connections)
  const valueOf = limitedValue(filter)
  const refusal = answerOf('CONNECTION_LIMITED', { status: filter.statusCode })
  return (exchange) => {
    const value = valueOf(exchange)
    if (value === null) return null
    const counted = count.enter(value)
    if (counted === REFUSED) return refusal
    exchange.onFinish(({ status, client }) => {
      // The request is over, the connection is not (nginx counts it to its end).
      if (status === 101 && !client.socket.destroyed) client.socket.once('close', () => count.leave(counted))
      else count.leave(counted)
    })
    return null
  }
}
