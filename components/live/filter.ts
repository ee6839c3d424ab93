import { parseAsString } from 'nuqs'
import type { RequestRecord } from '#components/api/requests.ts'

const text = parseAsString.withDefault('')
/** The filter as it stands in the URL. */
export const FILTER = { q: text, route: text, service: text, host: text, method: text, status: text }
export type LiveFilter = Record<keyof typeof FILTER, string>

export const isStatus = (status: string) => status === '' || /^[1-5](xx|\d\d)$/.test(status)

export const isFiltered = (filter: LiveFilter) => Object.values(filter).some((value) => value !== '')

/** Longer ones are refused. */
const LONGEST = 256

/** What the stream is asked for: a status that is still being typed asks for none. */
export function askedOf(filter: LiveFilter): LiveFilter {
  const asked = Object.fromEntries(Object.entries(filter).map(([field, value]) => [field, value.slice(0, LONGEST)])) as LiveFilter
  return isStatus(asked.status) ? asked : { ...asked, status: '' }
}

const isPart = (part: string, text: string) => text.toLowerCase().includes(part.toLowerCase())

/** What the stream is asked, for those that have come already. */
export function fits(record: RequestRecord, filter: LiveFilter): boolean {
  const { q, route, service, host, method, status } = askedOf(filter)
  return (
    (route === '' || record.route === route) &&
    (service === '' || record.service === service) &&
    isPart(host, record.host) &&
    (method === '' || record.method.toUpperCase() === method.toUpperCase()) &&
    (status === '' || String(record.status).startsWith(status.replaceAll('x', ''))) &&
    isPart(q, record.target)
  )
}
