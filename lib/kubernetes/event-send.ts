import { createHash } from 'node:crypto'
import { KubeError, type Client } from './client.ts'
import type { Sent } from './event-plan.ts'
import type { Problem } from './problems.ts'

/** An Event of `core/v1`: with it the words may change and times be counted on, which `events.k8s.io/v1` refuses. */
type V1Event = { message?: string; count?: number; lastTimestamp?: string | null }

const CONTROLLER = 'sluice.dev/ingress-controller'
const TIMEOUT_MS = 10_000

/** Times of Events have no fractions of a second (metav1.Time). */
const timeOf = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

/** The name of the object keeps the Event findable; what is hashed makes it the only one of its kind. */
export const eventName = ({ key, about }: Problem): string =>
  `${about.name.slice(0, 200).replace(/[.-]+$/, '')}.${createHash('sha256').update(key).digest('hex').slice(0, 16)}`

const hasStatus = (error: unknown, ...statuses: number[]): boolean => error instanceof KubeError && statuses.includes(error.status)

/**
 * Makes the Event of a problem, or brings it up to date where it exists; one that another leader wrote in the same words
 * within the hour is left as it is. Needs the verbs `create` and `patch` alone. Runs to its end, as writes
 * of the status do.
 *
 * @param last what this process sent before, if anything
 * @param identity of this process
 * @param date the time of day, for the Event
 * @returns what the Event says now, and how old it is in ms
 * @throws {KubeError} where it cannot be written
 */
export async function sendEvent(
  client: Client,
  problem: Problem,
  { last, identity, date }: { last: Sent | undefined; identity: string; date: Date },
): Promise<{ message: string; count: number; ageMs: number }> {
  const { namespace, about, reason, message } = problem
  const name = eventName(problem)
  const collection = `/api/v1/namespaces/${namespace}/events`
  const time = timeOf(date)
  const send = <T>(method: string, path: string, contentType: string, body: unknown) =>
    client.request<T>(method, path, { body, contentType, timeoutMs: TIMEOUT_MS })

  const create = async () => {
    await send('POST', collection, 'application/json', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: about,
      type: 'Warning',
      reason,
      message,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'sluice-controller' },
      reportingComponent: CONTROLLER,
      reportingInstance: identity,
    })
    return { message, count: 1, ageMs: 0 }
  }
  const update = async (count: number) => {
    await send('PATCH', `${collection}/${name}`, 'application/merge-patch+json', { message, count, lastTimestamp: time })
    return { message, count, ageMs: 0 }
  }
  /** A patch that tests and changes nothing: answers the Event if it says the same already. */
  const compare = async () => {
    const tests = [{ op: 'test', path: '/message', value: message }]
    const event = await send<V1Event>('PATCH', `${collection}/${name}`, 'application/json-patch+json', tests)
    const ageMs = Math.max(0, date.getTime() - Date.parse(event.lastTimestamp ?? time))
    return { message, count: event.count ?? 1, ageMs }
  }

  if (last) {
    try {
      return await update(last.count + 1)
    } catch (error) {
      if (hasStatus(error, 404)) return create()
      throw error
    }
  }
  try {
    return await create()
  } catch (error) {
    if (!hasStatus(error, 409)) throw error
  }
  try {
    return await compare()
  } catch (error) {
    // The test failed: it says something else.
    if (hasStatus(error, 422)) return update(1)
    throw error
  }
}
