import { Filter, type FilterType } from '#lib/model/filter.ts'
import type { z } from 'zod'
import type { Shown } from './filter-codecs.ts'
import { toFilterRow, type FilterRow } from './filter-rows.ts'

const BLANK = [{ name: '', value: '' }]

type Fields<F> = F extends { type: string } ? Omit<F, 'type'> : never

/** A filter of each type to begin with: useful as it stands, but for what only its author knows, which is left blank. */
const NEW: { [T in FilterType]: { from: Fields<Extract<z.input<typeof Filter>, { type: T }>>; blank?: Partial<Shown<T>> } } = {
  ipRestriction: { from: { allow: ['::1'] }, blank: { allow: [''] } },
  cors: { from: {} },
  bodySize: { from: { maxBytes: 8 * 1_048_576 } },
  connectionLimit: { from: { connections: 20 } },
  rateLimit: { from: { requests: 10, burst: 20 } },
  basicAuth: { from: {} },
  keyAuth: { from: {} },
  externalAuth: { from: { url: 'http://x' }, blank: { url: '' } },
  redirect: { from: { scheme: 'https', statusCode: 301 } },
  respond: { from: {} },
  affinity: { from: {} },
  rewriteHost: { from: { value: 'x' }, blank: { value: '' } },
  rewritePath: { from: { mode: 'prefix', value: '/' } },
  requestHeaders: { from: { set: { x: '' } }, blank: { set: BLANK } },
  mirror: { from: { service: 'x' }, blank: { service: '' } },
  timeouts: { from: { requestMs: 60_000 } },
  defaultBackend: { from: { service: 'x' }, blank: { service: '' } },
  errorPages: { from: { statusCodes: [502, 503, 504], body: '', contentType: 'text/html; charset=utf-8' } },
  responseHeaders: { from: { set: { x: '' } }, blank: { set: BLANK } },
  hsts: { from: {} },
  compression: { from: {} },
}

export function newFilterRow(type: FilterType): FilterRow {
  const { from, blank } = NEW[type]
  return { ...toFilterRow(Filter.parse({ ...from, type })), ...blank }
}
