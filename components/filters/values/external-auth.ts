import type { ExternalAuth } from '#lib/model/filters/auth.ts'
import { lines, numberChips, optionalText, shownRow, type Codec, type Rest } from '../codec.ts'

type Cache = NonNullable<ExternalAuth['cache']>

export const KEY_SOURCES = ['ip', 'host', 'path', 'method', 'header', 'cookie'] as const

/** A part of the cache's key; headers and cookies have a name. */
export type KeyPartRow = { from: (typeof KEY_SOURCES)[number]; name: string }
/** For how long answers with some codes are kept. */
export type DurationRow = { statuses: string[]; seconds: number | string | undefined }

export type ExternalAuthValues = {
  url: string
  method: ExternalAuth['method']
  timeoutMs: number | string | undefined
  signInUrl: string
  signInParameter: string
  responseHeaders: string[]
  cached: boolean
  cacheKey: KeyPartRow[]
  cacheDurations: DurationRow[]
}

export const isNamed = ({ from }: KeyPartRow) => from === 'header' || from === 'cookie'
export const isBlankDuration = ({ statuses, seconds }: DurationRow) => statuses.length === 0 && seconds === undefined

const NEW_CACHE: Cache = { key: [{ from: 'header', name: 'authorization' }], durations: [{ statuses: [200, 202, 401], seconds: 300 }] }

const keyRow = (part: Cache['key'][number]): KeyPartRow => ({ from: part.from, name: 'name' in part ? part.name : '' })

const sentCache = ({ cacheKey, cacheDurations }: ExternalAuthValues) => ({
  key: cacheKey.map((row) => (isNamed(row) ? { from: row.from, name: row.name } : { from: row.from })),
  durations: cacheDurations.filter((row) => !isBlankDuration(row)).map(({ statuses, seconds }) => ({ statuses: numberChips.send(statuses), seconds })),
})

function cacheField([field, index, part]: Rest, { cacheDurations }: ExternalAuthValues): string {
  if (field === 'key') return typeof index === 'number' ? `.cacheKey.${index}.${part ?? 'from'}` : '.cacheKey'
  if (field !== 'durations') return '.cached'
  return typeof index === 'number' ? `.cacheDurations.${shownRow(cacheDurations, isBlankDuration, index)}.${part ?? 'statuses'}` : '.cacheDurations'
}

/** With the cache off, what was typed for it stays on the screen and is not sent. */
export const externalAuth: Codec<ExternalAuth, ExternalAuthValues> = {
  show: ({ url, method, timeoutMs, signInUrl, signInParameter, responseHeaders, cache }) => ({
    url, method, timeoutMs, signInParameter,
    signInUrl: optionalText.show(signInUrl),
    responseHeaders: lines.show(responseHeaders),
    cached: cache !== undefined,
    cacheKey: (cache ?? NEW_CACHE).key.map(keyRow),
    cacheDurations: (cache ?? NEW_CACHE).durations.map(({ statuses, seconds }) => ({ statuses: numberChips.show(statuses), seconds })),
  }),
  send: (shown) => {
    const { url, method, timeoutMs, signInParameter } = shown
    const signInUrl = optionalText.send(shown.signInUrl)
    return {
      url, method, timeoutMs, signInParameter,
      ...(signInUrl === undefined ? {} : { signInUrl }),
      responseHeaders: lines.send(shown.responseHeaders),
      ...(shown.cached ? { cache: sentCache(shown) } : {}),
    }
  },
  at: ([field, ...rest], shown) => {
    if (field === undefined) return ''
    if (field === 'cache') return cacheField(rest, shown)
    return field === 'responseHeaders' ? `.${field}${lines.at(rest, shown.responseHeaders)}` : `.${field}`
  },
}
