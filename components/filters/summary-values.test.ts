import fc from 'fast-check'
import { createTranslator } from 'next-intl'
import { expect, test } from 'vitest'
import { Filter, FILTER_TYPES } from '#lib/model/filter.ts'
import { arbitraryFilter } from '#lib/testing/random-filters.ts'
import english from '#components/messages/en/filters.json' with { type: 'json' }
import chinese from '#components/messages/zh-CN/filters.json' with { type: 'json' }
import { newFilterRow } from './new-filter.ts'
import { fromFilterRow } from './filter-rows.ts'
import { summaryValues } from './summary-values.ts'

const onError = (error: Error) => {
  throw error
}
const TRANSLATORS = {
  en: createTranslator({ locale: 'en', messages: { filters: english }, namespace: 'filters', onError }),
  'zh-CN': createTranslator({ locale: 'zh-CN', messages: { filters: chinese }, namespace: 'filters', onError }),
}
const say = (given: unknown, locale: keyof typeof TRANSLATORS = 'en') => {
  const filter = Filter.parse(given)
  return TRANSLATORS[locale](`summary.${filter.type}`, summaryValues(filter)).trim()
}

test.each(FILTER_TYPES)('a line says what any %s filter does, in every language', (type) => {
  fc.assert(
    fc.property(arbitraryFilter(type), fc.constantFrom('en' as const, 'zh-CN' as const), (filter, locale) => {
      expect(say(filter, locale)).not.toMatch(/^$|undefined|NaN|\bnone\b/)
    }),
  )
})

test.each([
  [{ type: 'rateLimit', requests: 10, burst: 50 }, '10 requests per second by client address, burst 50'],
  [{ type: 'rateLimit', requests: 1, per: 'hour', algorithm: 'fixedWindow', by: 'header', header: 'x-team' }, '1 request per hour by header x-team, in fixed windows'],
  [{ type: 'ipRestriction', deny: ['::1'] }, 'All may pass, never ::1; others get 403'],
  [{ type: 'ipRestriction', allow: ['10.0.0.0/8', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] }, 'Only 10.0.0.0/8, 10.0.0.1, 10.0.0.2 +2 may pass; others get 403'],
  [{ type: 'redirect', scheme: 'https', port: 8443, statusCode: 308 }, '308 to https://…:8443'],
  [{ type: 'redirect', path: { mode: 'prefix', value: '/new' } }, '302 to …/new…'],
  [{ type: 'bodySize', maxBytes: 1536 }, 'Bodies of up to 1536 B'],
  [{ type: 'bodySize', maxBytes: 0 }, 'Bodies of any length'],
  [{ type: 'timeouts', requestMs: 90_000, backendRequestMs: 1500 }, '90 s for the whole request. 1500 ms for each try.'],
  [{ type: 'requestHeaders', set: { 'X-A': '1' }, remove: ['x-b'] }, 'Sets x-a. Removes x-b.'],
  [{ type: 'hsts' }, 'https alone for 365 d, subdomains too'],
  [{ type: 'basicAuth', consumers: ['none'] }, 'User name and password of “none”'],
  [{ type: 'respond', statusCode: 503, body: 'Back\nsoon' }, '503: Back soon'],
  [{ type: 'mirror', service: 'shop', percent: 12.5 }, '12.5 % copied to shop'],
])('%j', (filter, text) => expect(say(filter)).toBe(text))

test('a new filter that works can be told of at once', () => expect(say(fromFilterRow(newFilterRow('redirect')))).toBe('301 to https://…'))
