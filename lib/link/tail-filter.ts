import type { RequestRecord, TailFilter } from './requests.ts'

/** How a filter decides; made once, since it is asked of every request while somebody watches. */
export function tailTest({ workspace, route, service, host, method, status, q }: TailFilter): (record: RequestRecord) => boolean {
  const hostPart = host?.toLowerCase()
  const part = q?.toLowerCase()
  const verb = method?.toUpperCase()
  const statusStart = status?.replace('xx', '')
  return (record) =>
    (workspace === undefined || record.workspace === workspace || record.workspace === '') &&
    (route === undefined || record.route === route) &&
    (service === undefined || record.service === service) &&
    (verb === undefined || record.method.toUpperCase() === verb) &&
    (statusStart === undefined || String(record.status).startsWith(statusStart)) &&
    (hostPart === undefined || record.host.toLowerCase().includes(hostPart)) &&
    (part === undefined || record.target.toLowerCase().includes(part))
}

/** Names a filter: equal filters are one tail, whoever watches. */
export function tailKey({ workspace, route, service, host, method, status, q }: TailFilter): string {
  return JSON.stringify([workspace, route, service, host, method, status, q].map((value) => value ?? null))
}
