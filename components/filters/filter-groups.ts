import { REPEATABLE, type FilterType } from '#lib/model/filter.ts'

/** The types by what they do, in the order of the menu. */
export const FILTER_GROUPS = {
  access: ['ipRestriction', 'basicAuth', 'keyAuth', 'externalAuth', 'cors'],
  limits: ['rateLimit', 'connectionLimit', 'bodySize', 'timeouts'],
  answers: ['redirect', 'respond'],
  request: ['rewritePath', 'rewriteHost', 'requestHeaders'],
  targets: ['affinity', 'defaultBackend', 'mirror'],
  response: ['responseHeaders', 'errorPages', 'hsts', 'compression'],
} as const satisfies Record<string, readonly FilterType[]>

export type FilterGroup = keyof typeof FILTER_GROUPS

/** Whether the list holds all that it may of a type. */
export const isTaken = (type: FilterType, rows: readonly { type: FilterType }[]) => !REPEATABLE.has(type) && rows.some((row) => row.type === type)
